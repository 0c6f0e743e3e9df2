-- One row an operation: the case it belongs to and how well it fits; the best fit, then the nearest window, then the
-- least case id. Confidence is high where nothing speaks against the answer, medium with one doubt, low with more; each
-- doubt stands in the reason. That an operation without a ticket id belongs to a case that it breaks is a doubt too.
with by_ticket as (
    select
        operation.operation_id,
        operation.case_id,
        case
            when plan.names_devices and plan_device.case_id is null then 'wrong_device'
            when plan.names_persons and plan_person.case_id is null then 'wrong_person'
            when
                coalesce(epoch_us(plan.agreed_start) - epoch_us(operation.happened_at), 0) > $skew_us
                or coalesce(epoch_us(operation.happened_at) - epoch_us(plan.agreed_end), 0) > $skew_us
                then 'outside_window'
            else 'matched'
        end as match
    from operation_fact as operation
    inner join case_plan as plan on operation.case_id = plan.case_id
    left join plan_device
        on operation.case_id = plan_device.case_id and operation.device_id = plan_device.device_id
    left join plan_person
        on operation.case_id = plan_person.case_id and operation.person_key = plan_person.person_key
),

best as (
    select
        operation_id,
        min(struct_pack(fit := fit, away_us := away_us, case_id := case_id)) as choice
    from candidate
    group by operation_id
),

rivals as (
    select
        candidate.operation_id,
        count(*) - 1 as rivals
    from candidate
    inner join best
        on candidate.operation_id = best.operation_id
        and candidate.fit = best.choice.fit
        and candidate.away_us = best.choice.away_us
    group by candidate.operation_id
    having count(*) > 1
),

by_search as (
    select
        operation.operation_id,
        best.choice.case_id as case_id,
        case best.choice.fit
            when 1 then 'matched'
            when 2 then 'outside_window'
            when 3 then 'wrong_person'
            when 4 then 'wrong_device'
            else 'unticketed'
        end as match
    from operation_fact as operation
    left join best on operation.operation_id = best.operation_id
    where operation.case_id is null
),

judged as (
    select * from by_ticket
    union all
    select * from by_search
),

told as (
    select
        judged.operation_id,
        judged.case_id,
        judged.match,
        case
            when operation.case_id is not null then 'ticket id'
            when operation.names_ticket then 'unknown ticket id'
            else 'no ticket id'
        end as way,
        operation.person_key is not null as knows_person,
        plan.names_devices,
        plan.names_persons,
        plan.agreed_start is not null or plan.agreed_end is not null as has_window,
        epoch_us(operation.happened_at) < epoch_us(plan.agreed_start) as is_early,
        case
            when epoch_us(operation.happened_at) < epoch_us(plan.agreed_start)
                then epoch_us(plan.agreed_start) - epoch_us(operation.happened_at)
            else epoch_us(operation.happened_at) - epoch_us(plan.agreed_end)
        end // 60000000 as minutes_away,
        operation.device_id is not null as knows_device,
        operation.clock_synchronised,
        coalesce(rivals.rivals, 0) as rivals,
        judged.match = 'matched' and greatest(
            coalesce(epoch_us(plan.agreed_start) - epoch_us(operation.happened_at), 0),
            coalesce(epoch_us(operation.happened_at) - epoch_us(plan.agreed_end), 0)
        ) > 0 as by_tolerance
    from judged
    inner join operation_fact as operation on judged.operation_id = operation.operation_id
    left join case_plan as plan on judged.case_id = plan.case_id
    left join rivals on judged.operation_id = rivals.operation_id
),

phrased as (
    select
        *,
        -- The tests that were made and passed.
        case when names_devices and match in ('matched', 'outside_window', 'wrong_person') then 'device' end as device,
        case
            when names_persons and match in ('matched', 'outside_window') then 'person'
            when names_persons and match = 'wrong_device' and way <> 'ticket id' then 'person'
        end as person,
        case
            when has_window and match = 'matched' then 'time'
            when match in ('wrong_device', 'wrong_person') and way <> 'ticket id' then 'time'
        end as at_time,
        case match
            when 'unticketed' then 'no case fits'
            when 'wrong_device' then 'the device is not in the plan'
            when 'wrong_person'
                then case when knows_person then 'the person is not in the plan' else 'the person is not known' end
            when 'outside_window' then
                printf('%02d:%02d h ', minutes_away // 60, minutes_away % 60)
                || case when is_early then 'before' else 'after' end
                || case when way = 'ticket id' then ' the agreed window' else ' the nearest window' end
        end as failed,
        case when match <> 'unticketed' then concat_ws(
            '; ',
            case when not names_devices then 'the plan names no device' end,
            case when not names_persons and match <> 'wrong_device' then 'the plan names no person' end,
            case when match = 'matched' and not has_window then 'the ticket has no agreed window' end
        ) end as skipped,
        concat_ws(
            '; ',
            case when by_tolerance then 'only within the tolerance of clocks' end,
            case when not clock_synchronised then 'the clock was not synchronised' end,
            case when rivals = 1 then '1 other case fits as well' end,
            case when rivals > 1 then rivals || ' other cases fit as well' end,
            case when match = 'unticketed' and not knows_device then 'the device is not known' end,
            case when match = 'unticketed' and not knows_person then 'the person is not known' end
        ) as doubted,
        case when match = 'unticketed' then
            case when way = 'unknown ticket id' then 1 else 0 end
            + case when knows_device then 0 else 1 end
            + case when knows_person then 0 else 1 end
            + case when clock_synchronised then 0 else 1 end
        else
            case when names_devices then 0 else 1 end
            + case when names_persons then 0 else 1 end
            + case when has_window then 0 else 1 end
            + case when way <> 'ticket id' and match <> 'matched' then 1 else 0 end
            + case when match = 'wrong_person' and not knows_person then 1 else 0 end
            + case when by_tolerance then 1 else 0 end
            + case when clock_synchronised then 0 else 1 end
            + case when rivals > 0 then 1 else 0 end
        end as doubts
    from told
)

select
    operation_id,
    case_id,
    match,
    concat_ws(
        '; ',
        way,
        case
            when device || person || at_time is not null then 'device, person and time agree'
            when coalesce(device || person, device || at_time, person || at_time) is not null
                then concat_ws(' and ', device, person, at_time) || ' agree'
            else coalesce(device, person, at_time) || ' agrees'
        end,
        failed,
        nullif(skipped, ''),
        nullif(doubted, '')
    ) as match_reason,
    case doubts when 0 then 'high' when 1 then 'medium' else 'low' end as confidence
from phrased
