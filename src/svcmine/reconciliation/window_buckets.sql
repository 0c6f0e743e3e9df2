-- Agreed windows, a day wider on both sides, cut into buckets of time, so that an operation finds the windows near
-- it by equality. A long window is cut into wider buckets (level 0: a day; each level 32 times the one before), so
-- that even an agreement for a century stays a few rows.
with padded as (
    select
        case_id,
        least(epoch_us(agreed_start), epoch_us(agreed_end)) - $near_us as starts_us,
        greatest(epoch_us(agreed_start), epoch_us(agreed_end)) + $near_us as ends_us
    from case_plan
    where agreed_start is not null and agreed_end is not null
),

levelled as (
    select
        *,
        case
            when ends_us - starts_us <= 32 * $day_us then 0
            when ends_us - starts_us <= 1024 * $day_us then 1
            when ends_us - starts_us <= 32768 * $day_us then 2
            else 3
        end as level
    from padded
),

scaled as (
    select
        case_id,
        level,
        starts_us // cast(power(32, level) * $day_us as bigint) as first_bucket,
        ends_us // cast(power(32, level) * $day_us as bigint) as last_bucket
    from levelled
)

select
    case_id,
    level,
    unnest(range(first_bucket, last_bucket + 1)) as bucket
from scaled
