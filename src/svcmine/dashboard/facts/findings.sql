-- The latest run's findings, as narrow as the board needs them; null dimensions stay null.
select
    finding_id,
    norm_id,
    requirement,
    verdict,
    reason,
    severity,
    case_id,
    event_id,
    device_id,
    account,
    activity,
    process,
    region,
    team,
    product,
    month,
    local_at,
    cast(isodow(local_at) as integer) as weekday,
    cast(hour(local_at) as integer) as hour_of_day,
    waiver_id
from finding_fact
order by norm_id, month, finding_id
