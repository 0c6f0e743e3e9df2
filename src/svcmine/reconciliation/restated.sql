-- Updates of a ticket that change nothing of its state: in a table with one row an update, only a row whose activity is
-- another than that of the row before it tells that something happened.
select event_id
from (
    select
        event_id,
        activity,
        lag(activity) over (
            partition by case_id, source_name
            order by happened_at, sequence, activity, event_id
        ) as activity_before
    from ticket_events
    where history
)
where activity = activity_before
