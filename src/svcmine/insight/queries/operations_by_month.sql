-- Blocks of device operations month by month: all of them, and those without a ticket.
select
    month,
    count(distinct event_id) as blocks,
    count(distinct event_id) filter (where match = 'unticketed') as unticketed
from operation_fact
where month is not null and event_id is not null
group by month
order by month
