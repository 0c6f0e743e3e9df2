-- The time zone in which each source is written.
select
    source_name,
    max(timezone) as timezone
from sources
where timezone is not null
group by source_name
order by source_name
