-- Cases with the site-local month in which they were opened.
select
    cases.case_id,
    cases.process,
    cases.region,
    cases.team,
    cases.product,
    strftime(cases.opened_at at time zone coalesce(site_place.timezone, 'UTC'), '%Y-%m') as month
from cases
left join site_place on cases.site = site_place.site
