-- One row for each event that a norm may speak of, and one for each case (without event_id and activity): with its
-- case, device, site and account, and the wall clock at the site. What happened after $as_of is unknown.
-- <of_event> and <of_case> are the vocabulary's attributes that the norms name.
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
),

known_cases as (
    select
        cases.* replace (case when cases.closed_at <= $as_of then cases.closed_at end as closed_at),
        least(cases.opened_at, event_moments.first_event_at) as first_seen_at,
        coalesce(event_moments.zone, record_zones.zone) as source_zone,
        record_zones.source_name as record_source
    from cases
    left join event_moments on cases.case_id = event_moments.case_id
    left join record_zones on cases.case_id = record_zones.case_id
    where cases.opened_at is null or cases.opened_at <= $as_of
),

known_events as (
    select events.* replace (case when events.ended_at <= $as_of then events.ended_at end as ended_at)
    from events
    where events.happened_at <= $as_of and {wanted}
),

rows_of_events as (
    select
        events.event_id as activation_id,
        events.event_id,
        events.case_id,
        events.position,
        events.activity,
        events.operation_id,
        events.origin,
        events.match,
        events.account,
        coalesce(events.person, accounts.person) as person,
        events.device_id,
        known_cases.process,
        coalesce(sites.region, known_cases.region) as region,
        coalesce(devices.site, known_cases.site) as site,
        known_cases.customer,
        coalesce(devices.product, known_cases.product) as product,
        known_cases.team,
        known_cases.opened_at,
        known_cases.closed_at,
        known_cases.closed_at is not null as closed,
        known_cases.first_seen_at,
        events.happened_at,
        events.ended_at,
        events.happened_at as earliest,
        case
            when events.precision_s > 1
                then events.happened_at + to_microseconds(cast(events.precision_s * 1000000 as bigint) - 1)
            else events.happened_at
        end as latest,
        case when events.ordered then events.source_name end as ordered_by,
        events.sequence,
        events.clock,
        events.happened_at as moment,
        coalesce(sites.timezone, source_zones.zone) as zone,
        events.source_name,
        {of_event}
    from known_events as events
    left join known_cases on events.case_id = known_cases.case_id
    left join devices on events.device_id = devices.device_id
    left join sites on coalesce(devices.site, known_cases.site) = sites.site
    left join accounts on events.account = accounts.account
    left join source_zones on events.source_name = source_zones.source_name
),

rows_of_cases as (
    select
        known_cases.case_id as activation_id,
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
        known_cases.closed_at is not null as closed,
        known_cases.first_seen_at,
        cast(null as timestamptz) as happened_at,
        cast(null as timestamptz) as ended_at,
        cast(null as timestamptz) as earliest,
        cast(null as timestamptz) as latest,
        cast(null as varchar) as ordered_by,
        cast(null as bigint) as sequence,
        cast(null as varchar) as clock,
        known_cases.opened_at as moment,
        coalesce(sites.timezone, known_cases.source_zone) as zone,
        known_cases.record_source as source_name,
        {of_case}
    from known_cases
    left join sites on known_cases.site = sites.site
),

all_rows as (
    select * from rows_of_events
    union all
    select * from rows_of_cases
)

select
    *,
    timezone(zone, moment) as local_at,
    timezone(zone, ended_at) as local_ended,
    cast(timezone(zone, moment) as time) as local_time
from all_rows
