-- Findings of the given verdicts, gravest and earliest first.
select
    finding_id,
    norm_id,
    requirement,
    severity,
    verdict,
    reason,
    case_id,
    process,
    region,
    site,
    team,
    customer,
    device_id,
    account,
    person,
    activity,
    position,
    happened_at,
    local_at,
    month,
    due_at,
    due_at at time zone timezone as due_local,
    waiver_id,
    event_id,
    operation_id,
    witness_event_id,
    file_name,
    source_row
from finding_fact
where
    list_contains($verdicts, verdict)
    and ($month is null or month = $month)
    and ($norm_id is null or norm_id = $norm_id)
order by
    case severity when 'critical' then 1 when 'major' then 2 when 'minor' then 3 else 4 end,
    norm_id,
    local_at nulls last,
    finding_id
limit $most
