-- One row a block. A block of a single operation without an end has no end. Of a backup in several commands the last
-- command's result counts, so that a repetition mends a failure.
select
    event_id,
    first_operation_id as operation_id,
    case_id,
    match,
    activity,
    device_id,
    account,
    max(case when is_first = 1 then person end) as person,
    min(happened_at) as happened_at,
    max(last_at) as last_at,
    case when count(*) > 1 or max(case when has_end then 1 else 0 end) = 1 then max(last_at) end as ended_at,
    count(*) as operation_count,
    case
        when activity not in ('backup_config', 'backup_data') then null
        when max(case when is_last = 1 then result end) = 'failed' then 'failed'
        else 'ok'
    end as backup_result
from operation_block
group by event_id, first_operation_id, case_id, match, activity, device_id, account
