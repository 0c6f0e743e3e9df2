-- Stretches in which a source told nothing, though it tells something nearly every hour or day otherwise: longer than
-- $least_hours and longer than ten times nearly all of its pauses.
with moments as (
    select source_name, happened_at from ticket_events
    union all
    select source_name, happened_at from operations
),

pauses as (
    select
        source_name,
        happened_at as since,
        lead(happened_at) over (partition by source_name order by happened_at) as until_at
    from moments
    where happened_at is not null
),

usual as (
    select source_name, quantile_cont(epoch(until_at) - epoch(since), 0.99) as most_seconds
    from pauses
    where until_at is not null
    group by source_name
)

select
    pauses.source_name,
    pauses.since,
    pauses.until_at,
    (epoch(pauses.until_at) - epoch(pauses.since)) / 3600 as hours,
    usual.most_seconds / 3600 as usual_hours
from pauses
inner join usual on pauses.source_name = usual.source_name
where
    epoch(pauses.until_at) - epoch(pauses.since) >= $least_hours * 3600
    and epoch(pauses.until_at) - epoch(pauses.since) > 10 * usual.most_seconds
order by hours desc, pauses.source_name, pauses.since
limit 50
