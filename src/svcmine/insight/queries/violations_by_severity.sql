-- Violations of each severity, month by month.
select
    month,
    severity,
    count(*) as violated
from finding_fact
where verdict = 'violated' and ($month is null or month = $month)
group by month, severity
order by month nulls last, severity
