-- cases: each closed case of $process (null: of any process) with its activities in order and its variant.
-- `tied`: an event may have happened no later than one before it, so that the order is not certain.
with closed as (
    select
        case_id,
        process
    from cases
    where
        closed_at is not null
        and ($process is null or process = $process)
),

timed as (
    select
        closed.case_id,
        events.position,
        events.activity,
        events.happened_at as earliest,
        case
            when events.precision_s > 1
                then events.happened_at + to_microseconds(cast(round(events.precision_s * 1000000) - 1 as bigint))
            else events.happened_at
        end as latest
    from closed
    inner join events on closed.case_id = events.case_id
),

compared as (
    select
        *,
        max(latest) over (
            partition by case_id
            order by position
            rows between unbounded preceding and 1 preceding
        ) as latest_before
    from timed
),

paths as (
    select
        case_id,
        string_agg(activity, chr(31) order by position) as path,
        max(case when earliest <= latest_before then 1 else 0 end) as tied
    from compared
    group by case_id
)

select
    closed.case_id,
    closed.process,
    coalesce(paths.path, '') as path,
    left(sha256(coalesce(paths.path, '')), 32) as variant_id,
    coalesce(paths.tied, 0) = 1 as tied
from closed
left join paths on closed.case_id = paths.case_id
