-- The pairs, with what comes in between in every admissible order (2), in some (1), in none (0).
-- What serves itself does no harm: if it comes in between, the nearest such target serves uninterrupted.
-- An interrupter that may do no harm gives a second row, not known, for the case that it does none.
with in_between as (
    select
        candidates.activation_id,
        candidates.event_id,
        ({same}) is true and itself.event_id is null as known,
        least({after_first}, {before_second}) as grade
    from candidates
    inner join activations as activation on candidates.activation_id = activation.activation_id
    inner join targets as target on candidates.event_id = target.event_id
    inner join interrupters as interrupter on activation.key = interrupter.key
    left join candidates as itself
        on activation.activation_id = itself.activation_id and interrupter.event_id = itself.event_id
    where
        interrupter.event_id <> activation.event_id
        and interrupter.event_id <> target.event_id
        and coalesce(not itself.known, true)
        and ({same}) is not false
),

interruptions as (
    select
        activation_id,
        event_id,
        max(grade) as at_worst,
        max(case when known then grade else 0 end) as at_best
    from in_between
    group by activation_id, event_id
)

select
    candidates.*,
    coalesce(interruptions.at_worst, 0) as interrupted
from candidates
left join interruptions
    on candidates.activation_id = interruptions.activation_id and candidates.event_id = interruptions.event_id
union all
select
    candidates.* replace (false as known),
    interruptions.at_best as interrupted
from candidates
inner join interruptions
    on candidates.activation_id = interruptions.activation_id and candidates.event_id = interruptions.event_id
where interruptions.at_best < interruptions.at_worst
