-- How many activations there were, and of which verdict.
select
    $run_id as run_id,
    $norm_id as norm_id,
    $requirement as requirement,
    month,
    process,
    region,
    team,
    product,
    source_name,
    sum(number) as activations,
    sum(case when verdict = 'fulfilled' then number else 0 end) as fulfilled,
    sum(case when verdict = 'violated' then number else 0 end) as violated,
    sum(case when verdict = 'pending' then number else 0 end) as pending,
    sum(case when verdict = 'waived' then number else 0 end) as waived,
    sum(case when verdict = 'undecidable' then number else 0 end) as undecidable
from verdict_rows
group by month, process, region, team, product, source_name
order by month, process, region, team, product, source_name
