-- Of each row: whether it begins or ends in peak hours of its place, or such hours lie within it.
with holding as (
    select
        calendar_places.site,
        calendar_places.region,
        calendar_places.product,
        calendar_places.customer,
        peaks.start_time,
        peaks.end_time,
        coalesce(peaks.valid_from, date '0001-01-01') as valid_from,
        coalesce(peaks.valid_to, date '9999-12-31') as valid_to,
        (peaks.site is null or peaks.site = calendar_places.site)
        and (peaks.region is null or peaks.region = calendar_places.region)
        and (peaks.product is null or peaks.product = calendar_places.product)
        and (peaks.customer is null or peaks.customer = calendar_places.customer) as holds
    from calendar_places
    cross join peaks
),

-- Peak hours come every day, so whatever lasts more than a day meets those of its first or second day.
openings as (
    select
        work.activation_id,
        work.local_at,
        coalesce(work.local_ended, work.local_at) as local_ended,
        holding.holds,
        cast(cast(work.local_at as date) + days.ahead + holding.start_time as timestamp) as opens_at,
        cast(
            cast(work.local_at as date) + days.ahead
            + case when holding.end_time <= holding.start_time then 1 else 0 end + holding.end_time as timestamp
        ) as closes_at
    from work
    inner join holding
        on work.site is not distinct from holding.site
        and work.region is not distinct from holding.region
        and work.product is not distinct from holding.product
        and work.customer is not distinct from holding.customer
    cross join (select -1 as ahead union all select 0 as ahead union all select 1 as ahead) as days
    where
        {asking}
        and holding.holds is not false
        and cast(work.local_at as date) + days.ahead between holding.valid_from and holding.valid_to
),

touching as (
    select activation_id, max(case when holds then 2 else 1 end) as answer
    from openings
    where local_at < closes_at and local_ended >= opens_at
    group by activation_id
)

select
    work.activation_id,
    case
        when work.local_at is null and exists (select 1 from peaks) then null
        when touching.answer = 2 then true
        when touching.answer = 1 then null
        else false
    end as value
from work
left join touching on work.activation_id = touching.activation_id
where {asking}
