-- How many closed cases have each fitness; `status` tells exact from undecidable ones, whose fitness is null.
select
    status,
    round(fitness, 4) as fitness,
    count(*) as cases
from alignment_fact
where $month is null or month = $month
group by status, round(fitness, 4)
order by status, fitness nulls last
