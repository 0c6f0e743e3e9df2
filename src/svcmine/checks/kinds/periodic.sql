-- periodic: from the end of each activation to `until`, else to the end of the case, a target happens again and again:
-- no longer than `within` passes without one; or with `per`, one happens in every whole calendar day, working_day, week
-- or month at the site, each counting for one of them, and `within` is how much later than its end it may come.
-- activates: event
-- looks: forward
-- decides: a target serves
-- needs: activation, target, within or per or both
-- takes: until, where
-- pending: while the next one can still come in time
with kept as (
    select
        spans.activation_id,
        spans.happened_at,
        spans.known,
        spans.grade,
        coalesce(bool_and(demands.met), true) as met,
        min(case when not demands.met and spans.grade = 4 then demands.due_at end) as due_at
    from spans
    left join demands
        on spans.activation_id = demands.activation_id
        and spans.known = demands.known
        and spans.grade = demands.grade
    group by spans.activation_id, spans.happened_at, spans.known, spans.grade
)

select
    activation_id,
    cast(null as varchar) as event_id,
    happened_at,
    known,
    max(case when met then grade else 0 end) as serves,
    max(due_at) as due_at
from kept
group by activation_id, happened_at, known
