-- Batches of events with one and the same time: filled in afterwards, or stamped by a nightly job, not when it happened.
select
    source_name,
    happened_at,
    count(*) as events,
    count(distinct case_id) as cases
from ticket_events
where happened_at is not null
group by source_name, happened_at
having count(*) >= $least_events and count(distinct case_id) >= 3
order by events desc, source_name, happened_at
limit 50
