-- Each target with each interrupter of its place, and whether it comes before the target.
select
    target.event_id,
    interrupter.event_id as interrupter_id,
    {earlier} as earlier
from targets as target
inner join interrupters as interrupter on {meets}
where coalesce(interrupter.event_id <> target.event_id, true)
