-- What happened: ticket events, blocks of operations (with the ticket event that tells of them, if one does) and
-- alarms, each under the name that the device inventory gives its device.
-- <of_ticket> and <of_nothing> have one expression for each further event attribute of the vocabulary.
with from_tickets as (
    select
        event.event_id,
        event.case_id,
        event.activity,
        event.happened_at,
        event.ended_at,
        event.precision_s,
        event.clock,
        event.sequence,
        event.person,
        event.role,
        event.account,
        coalesce(device_names.device_id, event.device_id) as device_id,
        event.visit_id,
        coalesce(event.origin, 'ticket') as origin,
        cast(null as varchar) as match,
        cast(null as bigint) as operation_count,
        event.load_id,
        event.source_row,
        event.interruption_approved,
        event.backup_result,
        {of_ticket},
        cast(null as varchar) as operation_id,
        event.source_name,
        event.ordered,
        event.extra
    from ticket_events as event
    left join device_names on event.device_id = device_names.name
    left join merger on event.event_id = merger.ticket_event_id
    left join restated on event.event_id = restated.event_id
    where merger.ticket_event_id is null and restated.event_id is null
),

from_operations as (
    select
        block.event_id,
        block.case_id,
        block.activity,
        block.happened_at,
        block.ended_at,
        operation.precision_s,
        operation.clock,
        operation.sequence,
        coalesce(block.person, event.person) as person,
        event.role,
        coalesce(block.account, event.account) as account,
        coalesce(block.device_id, operation.device_id) as device_id,
        event.visit_id,
        case when merger.event_id is null then 'operation' else 'both' end as origin,
        block.match,
        block.operation_count,
        operation.load_id,
        operation.source_row,
        event.interruption_approved,
        coalesce(event.backup_result, block.backup_result) as backup_result,
        {of_ticket},
        block.operation_id,
        operation.source_name,
        operation.ordered,
        coalesce(event.extra, operation.extra) as extra
    from block
    inner join operations as operation on block.operation_id = operation.operation_id
    left join merger on block.event_id = merger.event_id
    left join ticket_events as event on merger.ticket_event_id = event.event_id
),

from_alarms as (
    select
        substr(
            sha256(
                'alarm|' || concat_ws(
                    '|',
                    coalesce(alarm.source_name, ''),
                    coalesce(alarm.alarm_id, ''),
                    coalesce(alarm.device_id, ''),
                    coalesce(alarm.activity, ''),
                    coalesce(alarm.name, ''),
                    cast(epoch_us(alarm.happened_at) as varchar)
                )
            ), 1, 32
        ) as event_id,
        cast(null as varchar) as case_id,
        coalesce(alarm.activity, 'alarm_raised') as activity,
        alarm.happened_at,
        alarm.ended_at,
        alarm.precision_s,
        alarm.clock,
        cast(null as bigint) as sequence,
        cast(null as varchar) as person,
        cast(null as varchar) as role,
        cast(null as varchar) as account,
        coalesce(device_names.device_id, alarm.device_id) as device_id,
        cast(null as varchar) as visit_id,
        'alarm' as origin,
        cast(null as varchar) as match,
        cast(null as bigint) as operation_count,
        alarm.load_id,
        alarm.source_row,
        alarm.interruption_approved,
        cast(null as varchar) as backup_result,
        {of_nothing},
        cast(null as varchar) as operation_id,
        alarm.source_name,
        cast(null as boolean) as ordered,
        alarm.extra
    from alarms as alarm
    left join device_names on alarm.device_id = device_names.name
)

select * from from_tickets
union all
select * from from_operations
union all
select * from from_alarms
