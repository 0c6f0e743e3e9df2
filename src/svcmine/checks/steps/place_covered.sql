-- What tells the coverage of a row's place.
left join {table}
    on {device} is not distinct from {table}.device_id and {site} is not distinct from {table}.site
