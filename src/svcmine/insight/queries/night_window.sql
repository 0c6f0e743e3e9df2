-- The loaded service window named `night` that holds everywhere, if there is one.
select
    start_time,
    end_time
from windows
where name = 'night' and product is null and region is null and site is null
order by valid_from desc nulls last, start_time, end_time
limit 1
