-- What each waiver is for: the places that its scope names, else those of the one case that it names.
select
    waivers.waiver_id,
    waivers.norm_id,
    coalesce(waivers.scope ->> 'region', cases.region) as region,
    coalesce(waivers.scope ->> 'team', cases.team) as team,
    coalesce(waivers.scope ->> 'product', cases.product) as product,
    coalesce(waivers.scope ->> 'process', cases.process) as process
from waivers
left join cases on (waivers.scope ->> 'case_id') = cases.case_id
order by all
