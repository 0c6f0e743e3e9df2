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
),

excused as (
    {excused}
),

recorded as (
    select judged.activation_id, min(waiver_scopes.waiver_id) as waiver_id
    from judged
    inner join waiver_scopes on waiver_scopes.norm_id = {norm_id}
    where
        judged.outcome = 'violated'
        and (waiver_scopes.valid_from is null or waiver_scopes.valid_from <= judged.moment)
        and (waiver_scopes.valid_to is null or judged.moment <= waiver_scopes.valid_to)
        {in_scope}
    group by judged.activation_id
),

closed_with as (
    select
        judged.*,
        coalesce(excused.surely, 0) as surely_excused,
        coalesce(excused.perhaps, 0) as perhaps_excused,
        coalesce(
            recorded.waiver_id,
            case when excused.surely = 2 then 'waived_by:' || {excuse} || ':' || excused.witness.id end
        ) as waiver_id
    from judged
    left join excused on judged.activation_id = excused.activation_id
    left join recorded on judged.activation_id = recorded.activation_id
),

decided as (
    select
        *,
        case
            when outcome in ('fulfilled', 'pending') then outcome
            when outcome <> 'violated' then 'undecidable'
            when waiver_id is not null then 'waived'
            when perhaps_excused > 0 then 'undecidable'
            else 'violated'
        end as verdict,
        case
            when outcome not in ('fulfilled', 'pending', 'violated') then outcome
            when outcome = 'violated' and waiver_id is null and perhaps_excused > 0
                then case when surely_excused = perhaps_excused then 'order' else 'missing_attribute' end
        end as reason
    from closed_with
)

select
    case_id,
    event_id,
    operation_id,
    device_id,
    account,
    position,
    happened_at,
    activity,
    verdict,
    reason,
    due_at,
    {witness} as witness_event_id,
    case when verdict = 'waived' then waiver_id end as waiver_id,
    strftime(coalesce(local_at, timezone('UTC', moment)), '%Y-%m') as month,
    process,
    region,
    team,
    product
from decided
