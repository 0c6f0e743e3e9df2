-- exclusive_choice: in each case, exactly one of the listed activities (or activity classes) happens, once or often.
-- activates: case
-- looks: around
-- decides: what is possible
-- needs: activation
-- takes: where
-- pending: while the case is open and not two of them have happened
-- note: what is no proof (an operation outside its ticket's plan) can still be one too many.
with seen as (
    select
        pairs.activation_id,
        alternatives.alternative,
        bool_or(pairs.known) as surely_seen,
        bool_or(pairs.known and pairs.proves) as surely_proven,
        bool_or(pairs.proves) as perhaps_proven,
        max(pairs.event_id) as event_id
    from pairs
    inner join alternatives on pairs.event_id = alternatives.event_id
    group by pairs.activation_id, alternatives.alternative
),

-- `alone`: some alternative may be proven where no other is surely seen.
summed as (
    select
        activations.activation_id,
        activations.closed,
        count(*) filter (where seen.surely_seen) as at_least,
        count(seen.alternative) as at_most,
        coalesce(bool_or(seen.surely_proven), false) as proven,
        count(*) filter (where seen.surely_seen and seen.perhaps_proven) as provable,
        coalesce(bool_or(seen.perhaps_proven), false) as any_provable,
        max(seen.event_id) as event_id
    from activations
    left join seen on activations.activation_id = seen.activation_id
    group by activations.activation_id, activations.closed
)

select activation_id, 'several' as possibility, 'violated' as outcome, true as settled, event_id
from summed
where at_most > 1
union all
select activation_id, 'one', if(closed, 'fulfilled', 'pending'), false, event_id
from summed
where (at_least = 0 and any_provable) or (at_least = 1 and provable = 1)
union all
select activation_id, 'none', if(closed, 'violated', 'pending'), false, event_id
from summed
where at_least <= 1 and not proven
