-- Events in their final order: 1-based positions within a case, equal times by the source's sequence, then by activity
-- and id, so that the order is total and never that of loading. <columns> are the columns of `events`.
with placed as (
    select
        * exclude (position),
        case when case_id is not null then row_number() over (
            partition by case_id order by happened_at, sequence nulls last, activity, event_id
        ) end as position
    from (select *, cast(null as bigint) as position from new_event)
)

select {columns}
from placed
order by case_id nulls last, position nulls last, happened_at, event_id
