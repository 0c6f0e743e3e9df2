-- The pairs, with what comes in between in every admissible order (2), in some (1), in none (0).
-- What serves itself does no harm: if it comes in between, the nearest such target serves uninterrupted.
-- An interrupter that may do no harm gives a second row, not known, for the case that it does none.
with in_between as (
    select
        candidates.activation_id,
        candidates.event_id,
        beside_activations.known and itself.event_id is null as known,
        least({after_first}, {before_second}) as grade
    from candidates
    inner join beside_activations on candidates.activation_id = beside_activations.activation_id
    inner join beside_targets
        on candidates.event_id = beside_targets.event_id
        and beside_activations.interrupter_id = beside_targets.interrupter_id
    left join candidates as itself
        on beside_activations.activation_id = itself.activation_id
        and beside_activations.interrupter_id = itself.event_id
    where coalesce(not itself.known, true)
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
