-- Each activation with each target that may concern it. `known`: it surely does, but for its place in the order.
-- `earlier`: the target comes first in every admissible order (2), in some (1), in none (0).
select
    activation.activation_id,
    target.event_id,
    target.happened_at,
    ({fits}) is true as known,
    activation.person = target.person as same_person,
    {earlier} as earlier{further}
from activations as activation
inner join targets as target on {meets}
where
    coalesce(activation.event_id <> target.event_id, true)
    and ({may_fit}) is not false
