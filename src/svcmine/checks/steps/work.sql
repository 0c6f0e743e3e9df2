-- The working table: the rows of events and cases, with the wall clock at the site.
select
    *,
    closed_at is not null as closed,
    happened_at as earliest,
    case when ordered then source_name end as ordered_by,
    coalesce(happened_at, opened_at) as moment,
    timezone(zone, coalesce(happened_at, opened_at)) as local_at,
    timezone(zone, ended_at) as local_ended,
    cast(timezone(zone, coalesce(happened_at, opened_at)) as time) as local_time
from work_rows
