-- Every verdict that is not fulfilled, under an id that is stable over runs.
select
    {finding_id} as finding_id,
    $run_id as run_id,
    $norm_id as norm_id,
    $requirement as requirement,
    case_id,
    event_id,
    operation_id,
    device_id,
    account,
    position,
    happened_at,
    activity,
    verdict,
    reason,
    $severity as severity,
    due_at,
    witness_event_id,
    waiver_id
from verdict_rows
where verdict <> 'fulfilled'
order by case_id, happened_at, event_id
