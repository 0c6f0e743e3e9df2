-- Whether an origin's sources cover a row's place and time, and since when they show its place.
coalesce(
        len(list_filter(
            {table}.spans, lambda span: span.valid_from <= {moment} and {moment} <= span.valid_to
        )) > 0,
        false
    ) as covered_{origin},
    {table}.shown_from as shown_{origin}
