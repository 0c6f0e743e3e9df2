-- The night window that holds: the chosen product's own if it has one, else the general one.
select
    start_time,
    end_time,
    product
from memory.board.windows
where name = 'night' and region is null and site is null and (product is null or product = $one_product)
order by product nulls last, valid_from desc nulls last, start_time, end_time
limit 1
