-- Each norm of the latest check: how many of its activations could be judged. What is pending is not yet to be judged.
with counted as (
    select
        norm_id,
        cast(sum(activations) as bigint) as activations,
        cast(sum(fulfilled + violated + waived) as bigint) as judged,
        cast(sum(pending) as bigint) as pending,
        cast(sum(undecidable) as bigint) as undecidable
    from latest_tallies
    group by norm_id
),

reasons as (
    select norm_id, reason, count(*) as activations
    from latest_findings
    where verdict = 'undecidable'
    group by norm_id, reason
)

select
    counted.norm_id,
    counted.activations,
    counted.judged,
    counted.pending,
    counted.undecidable,
    counted.judged / nullif(counted.judged + counted.undecidable, 0) as share,
    (select max_by(reasons.reason, reasons.activations) from reasons where reasons.norm_id = counted.norm_id) as reason
from counted
order by share nulls last, counted.norm_id
