-- The operations of one event, with the file and line they were read from.
select
    operation.operation_id,
    operation.happened_at,
    operation.device_id,
    operation.account,
    operation.command,
    operation.result,
    operation.match,
    operation.match_reason,
    load.file_name,
    operation.source_row
from operations as operation
left join (
    select
        load_id,
        max(file_name) as file_name
    from loads
    group by load_id
) as load on operation.load_id = load.load_id
where operation.event_id = $event_id
order by operation.happened_at, operation.sequence nulls last, operation.operation_id
