-- Verdicts month by month, of the chosen tallies.
select
    month,
    cast(sum(activations) as bigint) as activations,
    cast(sum(fulfilled) as bigint) as fulfilled,
    cast(sum(violated) as bigint) as violated,
    cast(sum(pending) as bigint) as pending,
    cast(sum(waived) as bigint) as waived,
    cast(sum(undecidable) as bigint) as undecidable
from memory.board.tallies
where month is not null and {tallies}
group by month
order by month
