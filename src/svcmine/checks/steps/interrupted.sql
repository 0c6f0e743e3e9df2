-- The pairs, with whether something comes in between, graded as in the step `order`.
-- What is surely followed by a target that serves does no harm: then that target serves, or a later one.
-- An interrupter that may do no harm gives a second row, not known, for the case that it does none.
with harmless as (
    {harmless}
),

in_between as (
    select
        candidates.activation_id,
        candidates.event_id,
        beside_activations.known,
        least({after_first}, {before_second}) as grade,
        coalesce(harmless.surely, 0) as surely_harmless,
        coalesce(harmless.perhaps, 0) as perhaps_harmless
    from candidates
    inner join beside_activations on candidates.activation_id = beside_activations.activation_id
    inner join beside_targets
        on candidates.event_id = beside_targets.event_id
        and beside_activations.interrupter_id = beside_targets.interrupter_id
    left join harmless
        on beside_activations.activation_id = harmless.activation_id
        and beside_activations.interrupter_id = harmless.interrupter_id
    where coalesce(harmless.surely < 4, true)
),

-- `of_ties`: where all clocks are right.
worst_and_best as (
    select
        activation_id,
        event_id,
        max(grade) as worst,
        max(case when surely_harmless < 3 then grade else 0 end) as worst_of_ties,
        max(case when known and perhaps_harmless < 4 then grade else 0 end) as best,
        max(case when known and perhaps_harmless < 3 then grade else 0 end) as best_of_ties
    from in_between
    group by activation_id, event_id
),

interruptions as (
    select
        activation_id,
        event_id,
        case when worst in (0, 4) then worst else greatest(1, least(3, worst_of_ties)) end as at_worst,
        case when best in (0, 4) then best else greatest(1, least(3, best_of_ties)) end as at_best
    from worst_and_best
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
