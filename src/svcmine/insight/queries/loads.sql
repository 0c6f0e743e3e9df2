-- Every load with its row accounting, in the order of what it covers.
select
    kind,
    source_name,
    file_name,
    mapping,
    rows_read,
    rows_loaded,
    rows_rejected,
    rows_duplicate,
    rows_ignored,
    coalesce(rows_repaired, 0) as rows_repaired,
    first_event,
    last_event,
    sha256,
    load_id
from loads
order by kind, source_name, first_event nulls last, file_name, sha256
