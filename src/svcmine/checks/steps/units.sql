-- Each whole calendar unit of a period, and whether it has a target of its own. Each target counts for one unit, the
-- earliest that lacks one: so from any earlier unit on, up to the end of this one, there must be as many as units.
-- Of a period that goes on, units beyond the horizon are still to come; 70 days hold a whole month, whenever it begins.
with wide as (
    select
        *,
        timezone(zone, from_at) as local_from,
        timezone(zone, coalesce(ends_at, greatest($horizon, from_at) + interval '70' day)) as local_until
    from spans
),

days as (
    select *, cast(unnest(generate_series(date_trunc('{unit}', local_from), local_until, interval '1' {unit})) as timestamp) as day
    from wide
),

whole as (
    select
        days.*,
        timezone(days.zone, days.day) as starts_at,
        timezone(days.zone, days.day + interval '1' {unit}) as unit_ends_at
    from days
    {worked}
    where days.day >= days.local_from and days.day + interval '1' {unit} <= days.local_until
),

units as (
    select
        whole.*,
        {due} as due_at,
        row_number() over (partition by whole.activation_id, whole.known, whole.grade order by whole.day) as number
    from whole
    {joins}
),

-- How many targets there were up to the moment of each, with those that are surely such and with those that may be.
come as (
    select
        targets.key,
        views.known,
        targets.happened_at,
        sum(count(*)) over (partition by targets.key, views.known order by targets.happened_at) as so_far
    from targets
    inner join (select unnest([true, false]) as known) as views on targets.fits or not views.known
    group by targets.key, views.known, targets.happened_at
),

-- An activation is no target of its own.
counts as (
    select
        units.activation_id,
        units.known,
        units.grade,
        units.number,
        units.due_at,
        units.ends_at is null and units.starts_at > $horizon as to_come,
        coalesce(earlier.so_far, 0)
        - case when (own.fits or not units.known) and own.happened_at < units.starts_at then 1 else 0 end as before,
        coalesce(in_time.so_far, 0)
        - case when (own.fits or not units.known) and own.happened_at <= units.due_at then 1 else 0 end as until_due
    from units
    asof left join come as earlier
        on units.key = earlier.key and units.known = earlier.known and units.starts_at > earlier.happened_at
    asof left join come as in_time
        on units.key = in_time.key and units.known = in_time.known and units.due_at >= in_time.happened_at
    left join targets as own on units.event_id = own.event_id and units.key = own.key
)

select
    activation_id,
    known,
    grade,
    due_at,
    not to_come and until_due - number >= max(before - number + 1) over (
        partition by activation_id, known, grade order by number
        rows between unbounded preceding and current row
    ) as met
from counts
