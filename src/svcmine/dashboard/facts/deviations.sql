-- Where these cases leave their model: how often each case, in which phase, by which kind of move.
select
    deviation_fact.case_id,
    deviation_fact.process,
    deviation_fact.month,
    deviation_fact.team,
    coalesce(site_place.region, cases.region) as region,
    cases.product,
    deviation_fact.phase,
    deviation_fact.kind,
    count(*) as deviations
from deviation_fact
left join cases on deviation_fact.case_id = cases.case_id
left join site_place on cases.site = site_place.site
group by all
