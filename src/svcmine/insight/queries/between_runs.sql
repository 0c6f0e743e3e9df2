-- Each finding that differs between the runs $before and $after, with what is needed to say why: whether its norm, its
-- case's records or its device's operations are others than the earlier run knew, and how far that run's sources told.
with earlier_run as (
    select started_at, coalesce(as_of, timestamptz '9999-12-31 00:00:00+00') as as_of from runs where run_id = $before
),

reaches as (
    select entry.key as source_name, try_cast(json_extract_string(entry.value, '$') as timestamptz) as until
    from (select horizon from runs where run_id = $before) as told, json_each(told.horizon) as entry
),

furthest as (
    select max(until) as until from reaches
),

since as (
    select loads.load_id from loads, earlier_run where loads.loaded_at > earlier_run.started_at
),

fresh_cases as (
    select case_id from ticket_records where load_id in (select load_id from since)
    union
    select case_id from events where load_id in (select load_id from since) and case_id is not null
    union
    select case_id from operations where load_id in (select load_id from since) and case_id is not null
),

fresh_devices as (
    select distinct device_id from operations where load_id in (select load_id from since)
    union
    select distinct device_id from alarms where load_id in (select load_id from since)
),

-- A case is late or new by its earliest record.
first_records as (
    select case_id, bool_and(load_id in (select load_id from since)) as is_fresh, min(source_name) as source_name
    from ticket_records
    group by case_id
),

earlier as (
    select * from findings where run_id = $before
),

later as (
    select * from findings where run_id = $after
),

differing as (
    select
        coalesce(later.finding_id, earlier.finding_id) as finding_id,
        coalesce(later.norm_id, earlier.norm_id) as norm_id,
        coalesce(later.requirement, earlier.requirement) as requirement,
        coalesce(later.case_id, earlier.case_id) as case_id,
        coalesce(later.event_id, earlier.event_id) as event_id,
        coalesce(later.operation_id, earlier.operation_id) as operation_id,
        coalesce(later.device_id, earlier.device_id) as device_id,
        coalesce(later.activity, earlier.activity) as activity,
        coalesce(later.happened_at, earlier.happened_at) as happened_at,
        coalesce(later.severity, earlier.severity) as severity,
        earlier.verdict as before,
        earlier.reason as before_reason,
        later.verdict as after,
        later.reason as after_reason,
        coalesce(later.waiver_id, earlier.waiver_id) as waiver_id
    from later
    full outer join earlier on later.finding_id = earlier.finding_id
    where
        later.verdict is distinct from earlier.verdict
        or later.reason is distinct from earlier.reason
        or later.waiver_id is distinct from earlier.waiver_id
)

select
    differing.*,
    coalesce(
        -- An event that was merged with operations is as fresh as the youngest of its sources.
        case
            when differing.event_id is not null then events.load_id in (select load_id from since)
            else first_records.is_fresh
        end, false
    ) as is_fresh,
    coalesce(differing.happened_at, cases.opened_at)
    <= coalesce(reaches.until, furthest.until) as within_reach,
    differing.case_id in (select case_id from fresh_cases)
    or differing.device_id in (select device_id from fresh_devices) as is_touched,
    case when differing.event_id is not null then events.event_id is not null else cases.case_id is not null end
    as is_there
from differing
cross join furthest
left join events on differing.event_id = events.event_id
left join cases on differing.case_id = cases.case_id
left join first_records on differing.case_id = first_records.case_id
left join reaches on coalesce(events.source_name, first_records.source_name) = reaches.source_name
order by differing.norm_id, differing.requirement, differing.case_id nulls last, differing.happened_at, differing.finding_id
