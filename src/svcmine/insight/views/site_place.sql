-- Region and time zone of each site, one row a site.
select
    site,
    max(region) as region,
    max(timezone) as timezone
from sites
group by site
