-- co_existence: in each case, the activity and the target both happen, or neither does.
-- activates: case
-- looks: around
-- decides: what is possible
-- needs: activation, target
-- takes: where
-- pending: while the case is open and not both have happened
-- note: what is no proof (an operation outside its ticket's plan) asks for the other all the same.
with one as (
    select key, bool_or(proves) as proven
    from partners
    group by key
),

-- All that are in doubt are no targets; they are, but for those that prove; or they all are.
other as (
    select
        activation_id,
        unnest([all_at_least > 0, all_at_least + unproven_at_most - unproven_at_least > 0, all_at_most > 0]) as happened,
        unnest([proven_at_least > 0, proven_at_least > 0, proven_at_most > 0]) as proven,
        unnest([1, 2, 3]) as possibility,
        last_id
    from counted
)

select
    activation_id,
    possibility,
    case
        when one.proven and other.proven then 'fulfilled'
        when not closed then 'pending'
        when one.key is not null or other.happened then 'violated'
        else 'fulfilled'
    end as outcome,
    one.proven and other.proven as settled,
    last_id as event_id
from other
inner join activations using (activation_id)
left join one on activations.key = one.key
