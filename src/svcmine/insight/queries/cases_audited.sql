-- How many cases there are: in all, or opened in one month of site-local time.
select count(*) as cases
from cases
left join site_place on cases.site = site_place.site
where
    $month is null
    or strftime(cases.opened_at at time zone coalesce(site_place.timezone, 'UTC'), '%Y-%m') = $month
