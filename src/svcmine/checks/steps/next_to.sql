-- What can come right after (or before) each activation: each such event, or nothing; for a case, what can come first (or
-- last). `by_clock`: only if clocks differ. Twice: where what may be a target is one, and where it is none.
with beside as (
    select
        activation.activation_id,
        event.event_id,
        event.happened_at,
        event.earliest,
        event.latest,
        event.clock,
        event.ordered_by,
        event.sequence,
        {ahead} as ahead
    from activations as activation
    inner join work as event
        on activation.case_id = event.case_id
        and event.event_id is not null
        and coalesce(event.event_id <> activation.event_id, true)
),

-- Nothing lies beyond the nearest that is surely ahead, as far as the clocks can tell.
bounded as (
    select *, {nearest} over (partition by activation_id) as nearest
    from beside
    where ahead > 0
),

near as (
    select *
    from bounded
    where coalesce({within_reach}, true)
),

-- How surely another event lies in between.
hidden as (
    select near.activation_id, near.event_id, max(least(other.ahead, {between})) as grade
    from near
    inner join near as other on near.activation_id = other.activation_id and near.event_id <> other.event_id
    group by near.activation_id, near.event_id
),

possible_next as (
    select near.activation_id, near.event_id, near.ahead < 2 or coalesce(hidden.grade = 3, false) as by_clock
    from near
    left join hidden on near.activation_id = hidden.activation_id and near.event_id = hidden.event_id
    where coalesce(hidden.grade < 4, true)
    union all
    select activations.activation_id, null, coalesce(max(beside.ahead) = 3, false)
    from activations
    left join beside on activations.activation_id = beside.activation_id
    group by activations.activation_id
    having coalesce(max(beside.ahead) < 4, true)
)

select
    activations.activation_id,
    activations.closed,
    possibilities.possibility,
    possible_next.event_id,
    possible_next.event_id is null as nothing,
    possible_next.by_clock,
    pairs.event_id is not null and (pairs.known or possibilities.possibility) as fits,
    pairs.event_id is not null and (pairs.known or possibilities.possibility) and pairs.proves as proves,
    {looks_back} as looks_back
from activations
inner join possible_next on activations.activation_id = possible_next.activation_id
cross join (select unnest([true, false]) as possibility) as possibilities
left join pairs
    on possible_next.activation_id = pairs.activation_id and possible_next.event_id = pairs.event_id
