-- gap_free: from the end of each activation, or `within` after it, somebody is always at it, until `length` after the
-- end: each target begins a shift and each `until` ends one, and shifts overlap or touch.
-- activates: event
-- looks: forward
-- decides: a target serves
-- needs: activation, target, until, length
-- takes: where, within
-- pending: while the shift that covers the horizon goes on, or the next one can still begin in time
with views as (
    select true as known
    union all
    select false as known
),

-- With `known`, only shifts that are surely such; without, also those that may be.
points as (
    select views.known, targets.key, targets.happened_at, targets.event_id, 1 as change
    from targets
    inner join views on targets.fits or not views.known
    union all
    select views.known, ends.key, ends.happened_at, ends.event_id, -1 as change
    from ends
    cross join views
),

-- At one instant shifts begin before others end: a handover at the stroke of the hour leaves no gap.
turns as (
    select
        *,
        row_number() over (partition by known, key order by happened_at, change desc, event_id) as turn
    from points
),

summed as (
    select
        *,
        sum(change) over (
            partition by known, key order by turn
            rows between unbounded preceding and current row
        ) as balance
    from turns
),

-- An end without a beginning is ignored: the level never falls below zero.
levels as (
    select
        *,
        balance - least(0, min(balance) over (
            partition by known, key order by turn
            rows between unbounded preceding and current row
        )) as level
    from summed
),

-- A stretch begins where somebody comes and nobody was there.
numbered as (
    select
        *,
        sum(case when level = 1 and change = 1 then 1 else 0 end) over (
            partition by known, key order by turn
            rows between unbounded preceding and current row
        ) as stretch
    from levels
),

stretches as (
    select
        known,
        key,
        min(happened_at) as begins_at,
        max(happened_at) as last_at,
        min(case when level = 0 then happened_at end) as ends_at
    from numbered
    where stretch > 0
    group by known, key, stretch
),

-- A shift that nobody ended goes on in an open case; in a closed one it shows nothing after its last record.
covered as (
    select
        activations.activation_id,
        activations.happened_at,
        views.known,
        activations.from_at,
        activations.until_at,
        case
            when stretches.key is null then null
            when stretches.ends_at is not null then stretches.ends_at
            when activations.closed then stretches.last_at
            else greatest($horizon, stretches.last_at)
        end as reaches,
        stretches.key is not null and stretches.ends_at is null and not activations.closed as goes_on
    from activations
    cross join views
    left join stretches
        on activations.key = stretches.key
        and views.known = stretches.known
        -- Where it may begin at any time, every stretch may do.
        and (stretches.begins_at <= activations.from_at or (activations.from_at is null and not views.known))
)

select
    activation_id,
    cast(null as varchar) as event_id,
    happened_at,
    known,
    case when max(reaches) >= max(until_at) then 4 else 0 end as serves,
    max(
        case
            when from_at is null then null
            when goes_on then until_at
            else greatest(from_at, coalesce(reaches, from_at))
        end
    ) as due_at
from covered
group by activation_id, happened_at, known
