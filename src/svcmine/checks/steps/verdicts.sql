-- `known_grade` leaves out what may be no target; `any_grade` counts it: whether there are enough in every admissible
-- order (4), in none (0), or in some, graded as in the step `order`.
grades as (
    select
        activation_id,
        {known_grade} as known_grade,
        {any_grade} as any_grade,
        {due_at_worst} as due_at_worst,
        {due_at_best} as due_at_best,
        min(case when known and serves = 4 then struct_pack(at := happened_at, id := event_id) end) as sure_witness,
        min(case when serves >= 1 then struct_pack(at := happened_at, id := event_id) end) as any_witness
    from served
    group by activation_id
),

graded as (
    select
        activations.*,
        coalesce(grades.known_grade, 0) as known_grade,
        coalesce(grades.any_grade, 0) as any_grade,
        {due_at} as due_at,
        grades.due_at_worst,
        grades.due_at_best,
        grades.sure_witness.id as sure_witness_id,
        grades.any_witness.id as any_witness_id,
        coalesce(stopped.at_worst, 0) as stopped_at_worst,
        coalesce(stopped.at_best, 0) as stopped_at_best
    from activations
    left join grades on activations.activation_id = grades.activation_id
    left join stopped on activations.activation_id = stopped.activation_id
),

-- `mendable_`: time could still change it; unknown where the limit is.
timed as (
    select
        *,
        {worst} as worst,
        {best} as best,
        {mendable_at_worst} as mendable_at_worst,
        {mendable_at_best} as mendable_at_best
    from graded
),

-- Three answers to what is missing: all against, all in favour, and no target but no interrupter either.
outcomes as (
    select
        *,
        {worst_outcome} as worst_outcome,
        {best_outcome} as best_outcome,
        {unstopped_outcome} as unstopped_outcome
    from timed
),

judged as (
    select
        *,
        case
            when applies is null or key is null or worst_outcome <> best_outcome
                or worst_outcome <> unstopped_outcome then 'missing_attribute'
            else worst_outcome
        end as outcome
    from outcomes
)
