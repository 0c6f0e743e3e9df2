-- The places of the rows that ask for a calendar, each once.
select distinct site, region, product, customer
from work
where {asking}
