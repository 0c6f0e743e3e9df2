-- Closed cases that were aligned with their model, with the site-local month in which they were closed.
select
    alignment_fact.case_id,
    alignment_fact.process,
    alignment_fact.month,
    alignment_fact.team,
    alignment_fact.fitness,
    coalesce(site_place.region, cases.region) as region,
    cases.product
from alignment_fact
left join cases on alignment_fact.case_id = cases.case_id
left join site_place on cases.site = site_place.site
