-- Each device of each plan: was an operation of the case seen there? Only a log that covers the device for the whole
-- agreed window can show that there was none; all of the window has to lie within one stretch of coverage.
with planned as (
    select
        plan.case_id,
        attributes.process,
        plan_device.device_id,
        least(plan.agreed_start, plan.agreed_end) as starts,
        greatest(plan.agreed_start, plan.agreed_end) as ends,
        plan.agreed_start,
        plan.agreed_end
    from plan_device
    inner join case_plan as plan on plan_device.case_id = plan.case_id
    left join case_attributes as attributes on plan_device.case_id = attributes.case_id
),

seen as (
    select
        matched.case_id,
        operation.device_id,
        count(*) as operations
    from operation_match as matched
    inner join operation_fact as operation on matched.operation_id = operation.operation_id
    where matched.case_id is not null and operation.device_id is not null
    group by matched.case_id, operation.device_id
),

told as (
    select
        event.case_id,
        device_names.device_id,
        count(*) as ticket_events
    from ticket_events as event
    inner join device_names on event.device_id = device_names.name
    where event.case_id is not null
    group by event.case_id, device_names.device_id
),

stretches as (
    select
        coalesce(device_names.device_id, coverage.device_id) as device_id,
        coverage.site,
        coverage.valid_from,
        coverage.valid_to
    from coverage
    left join device_names on coverage.device_id = device_names.name
    where coverage.origin = 'operation'
),

places as (
    select distinct
        planned.device_id,
        devices.site
    from planned
    left join devices on planned.device_id = devices.device_id
),

-- Of one device, of the devices of a site, of everything: joined apart, for each is an equality.
covering as (
    select places.device_id, stretches.valid_from, stretches.valid_to
    from places
    inner join stretches on places.device_id = stretches.device_id
    where stretches.site is null or stretches.site = places.site
    union
    select places.device_id, stretches.valid_from, stretches.valid_to
    from places
    inner join stretches on places.site = stretches.site
    where stretches.device_id is null
    union
    select places.device_id, stretches.valid_from, stretches.valid_to
    from places
    cross join stretches
    where stretches.device_id is null and stretches.site is null
),

reach as (
    select
        planned.case_id,
        planned.device_id,
        max(covering.valid_to) as seen_to,
        max(case when covering.valid_from <= planned.starts and planned.ends <= covering.valid_to then 1 else 0 end)
            as covered
    from planned
    inner join covering on planned.device_id = covering.device_id
    group by planned.case_id, planned.device_id
),

judged as (
    select
        planned.case_id,
        planned.process,
        planned.device_id,
        planned.agreed_start,
        planned.agreed_end,
        coalesce(seen.operations, 0) as operations,
        coalesce(told.ticket_events, 0) as ticket_events,
        case
            when seen.operations is not null then 'shown'
            when planned.starts is null or planned.ends is null then 'no_window'
            when reach.covered = 1 then 'never_shown'
            when reach.seen_to < planned.ends and reach.seen_to >= (select max(valid_to) from stretches) then 'pending'
            else 'no_evidence'
        end as status
    from planned
    left join seen on planned.case_id = seen.case_id and planned.device_id = seen.device_id
    left join told on planned.case_id = told.case_id and planned.device_id = told.device_id
    left join reach on planned.case_id = reach.case_id and planned.device_id = reach.device_id
)

select
    case_id,
    process,
    device_id,
    agreed_start,
    agreed_end,
    status,
    case status
        when 'shown' then 'the logs show ' || operations || ' operations of this ticket on the device'
        when 'no_window' then 'the ticket has no agreed window to look at'
        when 'never_shown' then 'the log covers the whole window and shows no operation of this ticket on the device'
        when 'pending' then 'the log ends before the window does'
        else 'no log covers this device for the whole window'
    end
    || case when status <> 'shown' and ticket_events > 0
        then '; the ticket itself tells of ' || ticket_events || ' events there' else '' end as reason,
    operations,
    ticket_events
from judged
order by case_id, device_id
