-- The verdict of what was judged: a violation may be excused by an event of its case, or by a waiver record.
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
        and (waiver_scopes.approved_at is null or waiver_scopes.approved_at <= judged.moment)
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
            case when excused.surely = 4 then 'waived_by:' || {excuse} || ':' || excused.witness.id end
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
                then case
                    when surely_excused in (1, 3) and perhaps_excused in (1, 3) then 'clock'
                    when surely_excused <> perhaps_excused then 'missing_attribute'
                    else 'order'
                end
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
    product,
    source_name
from decided
