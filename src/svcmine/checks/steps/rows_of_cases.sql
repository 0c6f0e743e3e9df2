-- One row for each case as a whole: without event_id and activity.
select
    known_cases.activation_id,
    cast(null as varchar) as event_id,
    known_cases.case_id,
    cast(null as bigint) as position,
    cast(null as varchar) as activity,
    cast(null as varchar) as operation_id,
    cast(null as varchar) as origin,
    cast(null as varchar) as match,
    cast(null as varchar) as account,
    cast(null as varchar) as person,
    cast(null as varchar) as device_id,
    known_cases.process,
    coalesce(sites.region, known_cases.region) as region,
    known_cases.site,
    known_cases.customer,
    known_cases.product,
    known_cases.team,
    known_cases.opened_at,
    known_cases.closed_at,
    known_cases.first_seen_at,
    cast(null as timestamptz) as happened_at,
    cast(null as timestamptz) as ended_at,
    cast(null as timestamptz) as latest,
    cast(null as boolean) as ordered,
    cast(null as bigint) as sequence,
    cast(null as varchar) as clock,
    coalesce(sites.timezone, known_cases.source_zone) as zone,
    known_cases.record_source as source_name{attributes}{coverage}
from known_cases
left join sites on known_cases.site = sites.site
{joins}
