-- What a case's tickets told, and what was done on devices for it, each with the file and record it was read from.
-- `side`: ticket, or device. An event told by both stands on both sides.
with files as (
    select
        load_id,
        max(file_name) as file_name
    from loads
    group by load_id
),

told as (
    select
        unnest(case origin when 'both' then ['ticket', 'device'] when 'ticket' then ['ticket'] else ['device'] end)
            as side,
        events.*
    from events
    where events.case_id = $case_id
)

select
    told.side,
    told.event_id,
    told.position,
    told.activity,
    told.happened_at,
    told.ended_at,
    told.device_id,
    told.role,
    told.person,
    told.account,
    told.origin,
    told.match,
    told.operation_count,
    files.file_name,
    told.source_row
from told
left join files on told.load_id = files.load_id
order by told.position, told.side desc
