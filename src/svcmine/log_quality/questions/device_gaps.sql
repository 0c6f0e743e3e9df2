-- Devices that fell silent in the operation logs: without a record for at least $least_days days and more than three
-- times as long as nearly all of their pauses, or from then to the end of the source. Devices that are rarely worked
-- on (on fewer than $least_active_days days) have no habit to leave.
with days as (
    select distinct
        source_name,
        device_id,
        cast(happened_at as date) as day
    from operations
    where device_id is not null and happened_at is not null
),

ends as (
    select
        source_name,
        max(day) as last_day
    from days
    group by source_name
),

pauses as (
    select
        days.source_name,
        days.device_id,
        days.day as since,
        lead(days.day) over (partition by days.source_name, days.device_id order by days.day) as until_at,
        ends.last_day
    from days
    inner join ends on days.source_name = ends.source_name
),

usual as (
    select
        source_name,
        device_id,
        count(*) as active_days,
        quantile_disc(until_at - since, 0.95) as most_days
    from pauses
    group by source_name, device_id
),

silences as (
    select
        pauses.source_name,
        pauses.device_id,
        pauses.since,
        pauses.until_at,
        coalesce(pauses.until_at, pauses.last_day) - pauses.since - case when pauses.until_at is null then 0 else 1 end
            as silent_days,
        usual.most_days as usual_days
    from pauses
    inner join usual on pauses.source_name = usual.source_name and pauses.device_id = usual.device_id
    where usual.active_days >= $least_active_days
)

select source_name, device_id, since, until_at, silent_days, usual_days
from silences
where silent_days >= $least_days and silent_days > 3 * usual_days
order by silent_days desc, source_name, device_id, since
limit 200
