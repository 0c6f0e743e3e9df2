-- Each classified operation with the block it belongs to: a run of operations of one account on one device with the
-- same case, activity and match, and pauses of at most 10 minutes. Unclassified commands do not end a block.
with classified as (
    select
        operation.operation_id,
        operation.device_id,
        operation.account,
        operation.happened_at,
        operation.last_at,
        operation.has_end,
        operation.sequence,
        operation.activity,
        operation.result,
        operation.person,
        matched.case_id,
        matched.match
    from operation_fact as operation
    inner join operation_match as matched on operation.operation_id = matched.operation_id
    where operation.activity is not null
),

neighbours as (
    select
        *,
        lag(operation_id) over run as previous_id,
        lag(activity) over run as previous_activity,
        lag(case_id) over run as previous_case,
        lag(match) over run as previous_match,
        lag(last_at) over run as previous_at
    from classified
    window run as (partition by device_id, account order by happened_at, sequence nulls last, operation_id)
),

starts as (
    select
        *,
        case
            when previous_id is null then 1
            when previous_activity <> activity or previous_match <> match then 1
            when previous_case is distinct from case_id then 1
            when epoch_us(happened_at) - epoch_us(previous_at) > $pause_us then 1
            else 0
        end as is_first
    from neighbours
),

numbered as (
    select
        *,
        sum(is_first) over (
            partition by device_id, account order by happened_at, sequence nulls last, operation_id
            rows between unbounded preceding and current row
        ) as block,
        coalesce(lead(is_first) over (
            partition by device_id, account order by happened_at, sequence nulls last, operation_id
        ), 1) as is_last
    from starts
),

named as (
    select
        *,
        max(case when is_first = 1 then operation_id end) over (
            partition by device_id, account, block
        ) as first_operation_id
    from numbered
)

select
    *,
    substr(sha256(first_operation_id || '|' || activity || '|' || coalesce(case_id, '')), 1, 32) as event_id
from named
