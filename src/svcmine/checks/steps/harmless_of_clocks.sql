-- What interrupts and serves itself, or is followed by what does: two clocks can tell of r before t and of s before u
-- so that nobody knows which of r and s came last, but t or u comes after each.
select
    activation_id,
    interrupter_id,
    max(case when known then grade else 0 end) as surely,
    max(grade) as perhaps
from (
    select activation_id, event_id as interrupter_id, known, timely as grade
    from candidates
    union all
    select
        candidates.activation_id,
        beside_targets.interrupter_id,
        candidates.known,
        least(candidates.timely, {serves}, {after_it}) as grade
    from candidates
    inner join beside_targets on candidates.event_id = beside_targets.event_id
)
group by activation_id, interrupter_id
