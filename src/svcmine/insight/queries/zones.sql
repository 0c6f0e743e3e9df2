-- The time zones of the sites, else those of the sources.
select distinct timezone
from (
    select timezone from sites
    union all
    select timezone from sources where not exists (select 1 from sites where sites.timezone is not null)
) as named
where timezone is not null
order by timezone
