-- Each activation with each target that may concern it. `known`: it surely does, but for its place in the order.
-- `earlier`: whether the target comes first, `timely`: whether it is within the limits; graded as in the step `order`.
select
    activation.activation_id,
    target.event_id,
    target.happened_at,
    ({fits}) is true as known,
    activation.person = target.person as same_person,
    {timely} as timely,
    {earlier} as earlier{further}
from activations as activation
inner join targets as target on {meets}
where
    coalesce(activation.event_id <> target.event_id, true)
    and ({may_fit}) is not false
