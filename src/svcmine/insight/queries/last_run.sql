-- The latest run of a kind: one row or none.
select
    run_id,
    started_at,
    svcmine_version,
    catalog_sha256,
    calendar_sha256,
    profile,
    as_of,
    cast(horizon as varchar) as horizon,
    engine,
    cast(norms as varchar) as norms,
    cast(warnings as varchar) as warnings
from runs
where kind = $kind
order by started_at desc, run_id
limit 1
