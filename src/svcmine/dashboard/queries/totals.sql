-- Verdicts in all, of the chosen tallies: one row.
select
    cast(coalesce(sum(activations), 0) as bigint) as activations,
    cast(coalesce(sum(fulfilled), 0) as bigint) as fulfilled,
    cast(coalesce(sum(violated), 0) as bigint) as violated,
    cast(coalesce(sum(pending), 0) as bigint) as pending,
    cast(coalesce(sum(waived), 0) as bigint) as waived,
    cast(coalesce(sum(undecidable), 0) as bigint) as undecidable,
    cast(coalesce(sum(violated) filter (where severity = 'critical'), 0) as bigint) as critical
from memory.board.tallies
where {tallies}
