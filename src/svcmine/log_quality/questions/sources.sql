-- Each source: how many records it gave, what became of them, and from when to when.
select
    source_name,
    kind,
    count(*) as files,
    cast(sum(rows_read) as bigint) as records,
    cast(sum(rows_rejected) as bigint) as rejected,
    cast(sum(rows_duplicate) as bigint) as duplicates,
    cast(sum(coalesce(rows_repaired, 0)) as bigint) as repaired,
    min(first_event) as first_at,
    max(last_event) as last_at
from loads
group by source_name, kind
order by kind, source_name
