-- Every verdict that is not fulfilled, as `findings` would keep it, with the month and the places of its tally.
select
    {finding_id} as finding_id,
    $norm_id as norm_id,
    cast($requirement as integer) as requirement,
    $severity as severity,
    case_id,
    event_id,
    operation_id,
    device_id,
    activity,
    happened_at,
    verdict,
    reason,
    waiver_id,
    month,
    process,
    region,
    team,
    product
from verdict_rows
where verdict <> 'fulfilled'
