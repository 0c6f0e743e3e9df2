-- How long each activation's period lasts, with the targets that are surely such (`known`) and with those that may be.
-- `grade` 4: to the first end that surely follows the activation; less: to one that may lie before it, graded as in the
-- step `order`. Without an end it lasts until the case closes; `ends_at` is null while that is open.
with over as (
    select
        activation.activation_id,
        min(case when {earlier} = 0 then target.happened_at end) as at_4,
        min(case when {earlier} <= 1 then target.happened_at end) as at_3,
        min(case when {earlier} <= 2 then target.happened_at end) as at_2,
        min(case when {earlier} <= 3 then target.happened_at end) as at_1
    from activations as activation
    inner join ends as target on activation.key = target.key
    where target.event_id <> activation.event_id
    group by activation.activation_id
),

graded as (
    select activation_id, 4 as grade, at_4 as ends_at
    from over
    union all
    select activation_id, 3, at_3
    from over
    where at_3 is distinct from at_4
    union all
    select activation_id, 2, at_2
    from over
    where at_2 is distinct from at_3
    union all
    select activation_id, 1, at_1
    from over
    where at_1 is distinct from at_2
)

select
    activations.activation_id,
    activations.event_id,
    activations.key,
    activations.zone,
    activations.region,
    activations.happened_at,
    activations.from_at,
    unnest([true, false]) as known,
    coalesce(graded.grade, 4) as grade,
    coalesce(graded.ends_at, activations.closed_at) as ends_at
from activations
left join graded on activations.activation_id = graded.activation_id
