-- Each operation with the session it belongs to: what one account did on one device over one line, from a login to its
-- logout, to the next login, or to a silence of more than an hour. Lines such as vty 0 are used again and again, so
-- that the record's own session id alone does not tell sessions apart.
with neighbours as (
    select
        operation.operation_id,
        operation.happened_at,
        operation.last_at,
        operation.sequence,
        operation.device_id,
        operation.account,
        operation.person,
        operation.session_id,
        operation.source_ip,
        operation.source_name,
        operation.activity,
        lag(operation.operation_id) over run as previous_id,
        lag(operation.activity) over run as previous_activity,
        lag(operation.last_at) over run as previous_at
    from operation_fact as operation
    window run as (
        partition by operation.source_name, operation.device_id, operation.account, operation.session_id
        order by operation.happened_at, operation.sequence nulls last, operation.operation_id
    )
),

starts as (
    select
        *,
        case
            when previous_id is null then 'first'
            when previous_activity = 'logout_device' then 'after logout'
            when activity = 'login_device' then 'login'
            when epoch_us(happened_at) - epoch_us(previous_at) > $silence_us then 'silence'
        end as start
    from neighbours
),

numbered as (
    select
        *,
        sum(case when start is null then 0 else 1 end) over run as nth,
        lead(start) over (
            partition by source_name, device_id, account, session_id
            order by happened_at, sequence nulls last, operation_id
        ) as next_start
    from starts
    window run as (
        partition by source_name, device_id, account, session_id
        order by happened_at, sequence nulls last, operation_id
        rows between unbounded preceding and current row
    )
),

named as (
    select
        *,
        max(case when start is not null then operation_id end) over (
            partition by source_name, device_id, account, session_id, nth
        ) as first_operation_id,
        row_number() over (
            partition by source_name, device_id, account, session_id, nth
            order by happened_at desc, sequence desc nulls first, operation_id desc
        ) = 1 as is_last
    from numbered
)

select
    operation_id,
    substr(sha256('session|' || first_operation_id), 1, 32) as session,
    happened_at,
    last_at,
    device_id,
    account,
    person,
    session_id,
    source_ip,
    source_name,
    activity,
    start is not null as is_first,
    is_last,
    next_start
from named
