-- Batches of events with one and the same time: filled in afterwards, or stamped by a nightly job, not when it happened.
-- Times that are recorded to the hour or day are equal by nature and left out.
select
    source_name,
    happened_at,
    count(*) as events,
    count(distinct case_id) as cases
from ticket_events
where happened_at is not null and coalesce(precision_s, 0) <= 60
group by source_name, happened_at
having count(*) >= $least_events and count(distinct case_id) >= 3
order by events desc, source_name, happened_at
limit 50
