-- Each whole calendar unit of a period, and whether it has a target of its own. Each target counts for one unit, the
-- earliest that lacks one: so from any earlier unit on, up to the end of this one, there must be as many as units.
-- Of a period that goes on, units beyond the horizon are still to come.
with wide as (
    select
        *,
        timezone(zone, from_at) as local_from,
        timezone(zone, coalesce(ends_at, $horizon + interval '40' day)) as local_until
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

counts as (
    select
        units.activation_id,
        units.known,
        units.grade,
        units.number,
        units.due_at,
        units.ends_at is null and units.starts_at > $horizon as to_come,
        count(targets.event_id) filter (where targets.happened_at < units.starts_at) as before,
        count(targets.event_id) filter (where targets.happened_at <= units.due_at) as until_due
    from units
    left join targets
        on units.key = targets.key
        and (targets.fits or not units.known)
        and targets.event_id <> units.activation_id
    group by all
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
