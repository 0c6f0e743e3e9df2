-- One row for each event that a norm may speak of: with its case, device, site and account, and what covers it.
-- What happened after $as_of is unknown. Sorted by activity, so that a norm reads only the activities it speaks of.
with source_zones as (
    select source_name, min(timezone) as zone
    from sources
    group by source_name
)

select
    events.rowid as activation_id,
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
    known_cases.first_seen_at,
    events.happened_at,
    case when events.ended_at <= $as_of then events.ended_at end as ended_at,
    case
        when events.precision_s > 1
            then events.happened_at + to_microseconds(cast(events.precision_s * 1000000 as bigint) - 1)
        else events.happened_at
    end as latest,
    events.ordered,
    events.sequence,
    events.clock,
    coalesce(sites.timezone, source_zones.zone) as zone,
    events.source_name{attributes}{coverage}
from events
left join known_cases on events.case_id = known_cases.case_id
left join devices on events.device_id = devices.device_id
left join sites on coalesce(devices.site, known_cases.site) = sites.site
left join accounts on events.account = accounts.account
left join source_zones on events.source_name = source_zones.source_name
{joins}
where events.happened_at <= $as_of and {wanted}
order by events.activity
