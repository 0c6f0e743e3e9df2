-- Verdicts region by region and month by month; what has no region or no month is in no row.
select
    region as place,
    month,
    cast(sum(fulfilled) as bigint) as fulfilled,
    cast(sum(violated) as bigint) as violated
from latest_tallies
where month is not null and region is not null
group by region, month
order by region, month
