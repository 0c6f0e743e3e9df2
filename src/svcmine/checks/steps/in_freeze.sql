-- Of each row: whether it begins or ends in a freeze of its place, or a freeze lies within it.
with holding as (
    select
        calendar_places.site,
        calendar_places.region,
        calendar_places.product,
        calendar_places.customer,
        freezes.starts_local,
        freezes.ends_local,
        (freezes.site is null or freezes.site = calendar_places.site)
        and (freezes.region is null or freezes.region = calendar_places.region)
        and (freezes.product is null or freezes.product = calendar_places.product)
        and (freezes.customer is null or freezes.customer = calendar_places.customer) as holds
    from calendar_places
    cross join freezes
),

touching as (
    select work.activation_id, max(case when holding.holds then 2 else 1 end) as answer
    from work
    inner join holding
        on work.site is not distinct from holding.site
        and work.region is not distinct from holding.region
        and work.product is not distinct from holding.product
        and work.customer is not distinct from holding.customer
    where
        {asking}
        and holding.holds is not false
        and work.local_at < holding.ends_local
        and coalesce(work.local_ended, work.local_at) >= holding.starts_local
    group by work.activation_id
)

select
    work.activation_id,
    case
        when work.local_at is null and exists (select 1 from freezes) then null
        when touching.answer = 2 then true
        when touching.answer = 1 then null
        else false
    end as value
from work
left join touching on work.activation_id = touching.activation_id
where {asking}
