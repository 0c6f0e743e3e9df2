grades as (
    select
        activation_id,
        sum(case when known and serves = 2 then 1 else 0 end) as surely_known,
        sum(case when known and serves >= 1 then 1 else 0 end) as perhaps_known,
        sum(case when serves = 2 then 1 else 0 end) as surely_any,
        sum(case when serves >= 1 then 1 else 0 end) as perhaps_any,
        {due_at_worst} as due_at_worst,
        {due_at_best} as due_at_best,
        min(case when known and serves = 2 then struct_pack(at := happened_at, id := event_id) end) as sure_witness,
        min(case when serves >= 1 then struct_pack(at := happened_at, id := event_id) end) as any_witness
    from served
    group by activation_id
),

-- `known_grade` leaves out what may be no target; `any_grade` counts it. 2: enough in every admissible order; 1: in some.
graded as (
    select
        activations.*,
        case
            when grades.surely_known >= {count} then 2
            when grades.perhaps_known >= {count} then 1
            else 0
        end as known_grade,
        case
            when grades.surely_any >= {count} then 2
            when grades.perhaps_any >= {count} then 1
            else 0
        end as any_grade,
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
