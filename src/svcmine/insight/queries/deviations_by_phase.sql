-- Deviations from the model by phase and kind, and in how many cases.
select
    phase,
    kind,
    count(*) as deviations,
    count(distinct case_id) as cases
from deviation_fact
where $month is null or month = $month
group by phase, kind
order by phase nulls last, kind
