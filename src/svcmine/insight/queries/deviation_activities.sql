-- Which activities deviate most, and how.
select
    phase,
    kind,
    activity,
    count(*) as deviations,
    count(distinct case_id) as cases
from deviation_fact
where $month is null or month = $month
group by phase, kind, activity
order by deviations desc, activity, kind, phase
limit $most
