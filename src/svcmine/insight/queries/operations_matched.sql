-- Device operations by what reconciliation made of them.
select
    match,
    count(*) as operations,
    count(distinct event_id) as blocks
from operation_fact
where $month is null or month = $month
group by match
order by match nulls last
