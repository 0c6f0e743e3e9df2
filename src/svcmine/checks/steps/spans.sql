-- How long each activation's period lasts: twice, with the targets that are surely such (`known`) and with those that
-- may be; and twice again where an end that may lie before the activation would cut it short (not `surely_over`).
-- Without an end it lasts until the case closes; `ends_at` is null while that is open.
with over as (
    select
        activation.activation_id,
        min(target.happened_at) filter (where {earlier} = 0) as surely_at,
        min(target.happened_at) as perhaps_at
    from activations as activation
    inner join ends as target on activation.key = target.key and {earlier} <= 1
    where target.event_id <> activation.event_id
    group by activation.activation_id
),

ended as (
    select
        activations.activation_id,
        activations.key,
        activations.zone,
        activations.region,
        activations.happened_at,
        activations.from_at,
        coalesce(over.surely_at, activations.closed_at) as surely_at,
        over.perhaps_at
    from activations
    left join over on activations.activation_id = over.activation_id
)

select
    * exclude (surely_at, perhaps_at),
    unnest([true, false]) as known,
    true as surely_over,
    surely_at as ends_at
from ended
union all
select
    * exclude (surely_at, perhaps_at),
    unnest([true, false]) as known,
    false as surely_over,
    perhaps_at as ends_at
from ended
where perhaps_at is distinct from surely_at and perhaps_at is not null
