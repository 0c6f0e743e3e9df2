-- The cases as they were known at $as_of, each with the time at which it is first seen and its source's time zone.
-- `activation_id`: below zero, for those above are the events'.
with source_zones as (
    select source_name, min(timezone) as zone
    from sources
    group by source_name
),

event_moments as (
    select events.case_id, min(events.happened_at) as first_event_at, min(source_zones.zone) as zone
    from events
    left join source_zones on events.source_name = source_zones.source_name
    where events.case_id is not null and events.happened_at <= $as_of
    group by events.case_id
),

record_zones as (
    select ticket_records.case_id, min(source_zones.zone) as zone, min(ticket_records.source_name) as source_name
    from ticket_records
    left join source_zones on ticket_records.source_name = source_zones.source_name
    group by ticket_records.case_id
)

select
    -1 - cases.rowid as activation_id,
    cases.* replace (case when cases.closed_at <= $as_of then cases.closed_at end as closed_at),
    least(cases.opened_at, event_moments.first_event_at) as first_seen_at,
    coalesce(event_moments.zone, record_zones.zone) as source_zone,
    record_zones.source_name as record_source
from cases
left join event_moments on cases.case_id = event_moments.case_id
left join record_zones on cases.case_id = record_zones.case_id
where cases.opened_at is null or cases.opened_at <= $as_of
