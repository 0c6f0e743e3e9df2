-- Verdicts month by month; activations without a known time are left out here and counted in the totals.
select
    month,
    cast(sum(activations) as bigint) as activations,
    cast(sum(fulfilled) as bigint) as fulfilled,
    cast(sum(violated) as bigint) as violated,
    cast(sum(pending) as bigint) as pending,
    cast(sum(waived) as bigint) as waived,
    cast(sum(undecidable) as bigint) as undecidable
from latest_tallies
where month is not null
group by month
order by month
