-- What a requirement's statement found: each verdict that is not fulfilled by itself, the fulfilled ones counted.
-- Nobody asks for these one by one, and of a large log they are by far the most.
with found as (
{statement}
),

shown as (
    select *, verdict <> 'fulfilled' as kept
    from found
)

select
    verdict,
    case when kept then case_id end as case_id,
    case when kept then event_id end as event_id,
    case when kept then operation_id end as operation_id,
    case when kept then device_id end as device_id,
    case when kept then account end as account,
    case when kept then position end as position,
    case when kept then happened_at end as happened_at,
    case when kept then activity end as activity,
    case when kept then reason end as reason,
    case when kept then due_at end as due_at,
    case when kept then witness_event_id end as witness_event_id,
    case when kept then waiver_id end as waiver_id,
    month,
    process,
    region,
    team,
    product,
    source_name,
    count(*) as number
from shown
group by all
