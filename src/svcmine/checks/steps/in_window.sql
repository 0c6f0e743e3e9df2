-- Of each row: whether it begins in a window of this name and ends in the same occurrence of it.
-- Of the windows that hold at its place on its day, the most specific ones count: site before product before region.
with named as (
    select
        product,
        region,
        site,
        start_time,
        end_time,
        coalesce(valid_from, date '0001-01-01') as valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to,
        case when site is not null then 4 else 0 end + case when product is not null then 2 else 0 end
        + case when region is not null then 1 else 0 end - case when built_in then 1 else 0 end as weight
    from calendar_windows
    where name = $name
),

-- Unknown where the place is unknown that the window asks for.
holding as (
    select
        calendar_places.site,
        calendar_places.region,
        calendar_places.product,
        calendar_places.customer,
        named.start_time,
        named.end_time,
        named.valid_from,
        named.valid_to,
        named.weight,
        (named.site is null or named.site = calendar_places.site)
        and (named.region is null or named.region = calendar_places.region)
        and (named.product is null or named.product = calendar_places.product) as holds
    from calendar_places
    cross join named
    where
        (
            (named.site is null or named.site = calendar_places.site)
            and (named.region is null or named.region = calendar_places.region)
            and (named.product is null or named.product = calendar_places.product)
        ) is not false
),

-- A window over midnight may have opened on the day before.
openings as (
    select
        work.activation_id,
        work.local_at,
        work.local_ended,
        holding.weight,
        holding.holds,
        cast(cast(work.local_at as date) - days.back + holding.start_time as timestamp) as opens_at,
        cast(
            cast(work.local_at as date) - days.back
            + case when holding.end_time <= holding.start_time then 1 else 0 end + holding.end_time as timestamp
        ) as closes_at
    from work
    inner join holding
        on work.site is not distinct from holding.site
        and work.region is not distinct from holding.region
        and work.product is not distinct from holding.product
        and work.customer is not distinct from holding.customer
    cross join (select 0 as back union all select 1 as back) as days
    where
        {asking}
        and (days.back = 0 or holding.end_time <= holding.start_time)
        and cast(work.local_at as date) - days.back between holding.valid_from and holding.valid_to
),

by_weight as (
    select
        activation_id,
        weight,
        max(case when holds then 1 else 0 end) as surely_holds,
        max(
            case
                when opens_at <= local_at and local_at < closes_at and coalesce(local_ended <= closes_at, true) then 1
                else 0
            end
        ) as inside
    from openings
    group by activation_id, weight
),

ranked as (
    select
        activation_id,
        weight,
        inside,
        max(case when surely_holds = 1 then weight end) over (partition by activation_id) as top
    from by_weight
),

-- A more specific window that may hold leaves the question open, unless it gives the same answer.
answers as (
    select
        activation_id,
        max(case when weight = top then inside end) as answer,
        min(case when weight >= coalesce(top, 0) then inside end) as least_answer,
        max(case when weight >= coalesce(top, 0) then inside end) as most_answer
    from ranked
    group by activation_id
)

select
    work.activation_id,
    case
        when work.local_at is null then null
        when answers.activation_id is null then false
        when answers.least_answer = answers.most_answer and (answers.answer is not null or answers.most_answer = 0)
            then answers.most_answer = 1
    end as value
from work
left join answers on work.activation_id = answers.activation_id
where {asking}
