-- Devices that tickets work on, though no operation log ever speaks of them: what was done on them nobody can see.
with logged as (
    select distinct device_id from operations where device_id is not null
),

worked_on as (
    select device_id, count(distinct case_id) as cases
    from events
    where device_id is not null and case_id is not null
    group by device_id
)

select worked_on.device_id, worked_on.cases
from worked_on
left join logged on worked_on.device_id = logged.device_id
where logged.device_id is null and (select count(*) from operations) > 0
order by worked_on.cases desc, worked_on.device_id
limit 100
