-- What the latest run judged, in all or in one month: one row.
select
    cast(coalesce(sum(activations), 0) as bigint) as activations,
    cast(coalesce(sum(fulfilled), 0) as bigint) as fulfilled,
    cast(coalesce(sum(violated), 0) as bigint) as violated,
    cast(coalesce(sum(pending), 0) as bigint) as pending,
    cast(coalesce(sum(waived), 0) as bigint) as waived,
    cast(coalesce(sum(undecidable), 0) as bigint) as undecidable
from latest_tallies
where $month is null or month = $month
