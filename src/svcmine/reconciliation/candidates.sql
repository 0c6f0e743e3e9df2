-- Cases that an operation without a (known) ticket id may belong to: those whose plan names its device or its person
-- and whose agreed window is near. A test is passed by a plan that names nobody, but a case that agrees in neither
-- device nor person is no candidate. fit: 1 all hold, 2 near the window, 3 wrong person, 4 wrong device.
with levels as (
    select distinct level from window_bucket
),

device_buckets as (
    select
        plan_device.device_id,
        window_bucket.level,
        window_bucket.bucket,
        window_bucket.case_id
    from window_bucket
    inner join plan_device on window_bucket.case_id = plan_device.case_id
),

person_buckets as (
    select
        plan_person.person_key,
        window_bucket.level,
        window_bucket.bucket,
        window_bucket.case_id
    from window_bucket
    inner join plan_person on window_bucket.case_id = plan_person.case_id
),

seekers as (
    select
        operation.operation_id,
        operation.device_id,
        operation.person_key,
        epoch_us(operation.happened_at) as at_us,
        levels.level,
        epoch_us(operation.happened_at) // cast(power(32, levels.level) * $day_us as bigint) as bucket
    from operation_fact as operation
    cross join levels
    where operation.case_id is null
),

by_device as (
    select
        seekers.operation_id,
        seekers.at_us,
        device_buckets.case_id,
        not case_plan.names_persons or plan_person.case_id is not null as person_agrees,
        true as device_agrees,
        epoch_us(case_plan.agreed_start) as starts_us,
        epoch_us(case_plan.agreed_end) as ends_us
    from seekers
    inner join device_buckets
        on seekers.device_id = device_buckets.device_id
        and seekers.level = device_buckets.level
        and seekers.bucket = device_buckets.bucket
    inner join case_plan on device_buckets.case_id = case_plan.case_id
    left join plan_person
        on device_buckets.case_id = plan_person.case_id and seekers.person_key = plan_person.person_key
),

by_person as (
    select
        seekers.operation_id,
        seekers.at_us,
        person_buckets.case_id,
        true as person_agrees,
        -- Where the plan names the device too, the case is found by device with a better fit.
        not case_plan.names_devices as device_agrees,
        epoch_us(case_plan.agreed_start) as starts_us,
        epoch_us(case_plan.agreed_end) as ends_us
    from seekers
    inner join person_buckets
        on seekers.person_key = person_buckets.person_key
        and seekers.level = person_buckets.level
        and seekers.bucket = person_buckets.bucket
    inner join case_plan on person_buckets.case_id = case_plan.case_id
),

found as (
    select *, greatest(starts_us - at_us, at_us - ends_us, 0) as away_us from by_device
    union all
    select *, greatest(starts_us - at_us, at_us - ends_us, 0) as away_us from by_person
)

select
    operation_id,
    case_id,
    away_us,
    case
        when device_agrees and person_agrees and away_us <= $skew_us then 1
        when device_agrees and person_agrees and away_us <= $near_us then 2
        when device_agrees and away_us <= $skew_us then 3
        when person_agrees and away_us <= $skew_us then 4
    end as fit
from found
where away_us <= $skew_us or (device_agrees and person_agrees and away_us <= $near_us)
