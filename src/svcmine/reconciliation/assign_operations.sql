-- Writes to each operation what it turned out to belong to; rows that stay as they are are not touched.
update operations
set
    case_id = assigned.case_id,
    match = assigned.match,
    match_reason = assigned.match_reason,
    event_id = assigned.event_id
from (
    select
        matched.operation_id,
        matched.case_id,
        matched.match,
        matched.match_reason,
        in_block.event_id
    from operation_match as matched
    left join operation_block as in_block on matched.operation_id = in_block.operation_id
) as assigned
where
    operations.operation_id = assigned.operation_id
    and (
        operations.case_id is distinct from assigned.case_id
        or operations.match is distinct from assigned.match
        or operations.match_reason is distinct from assigned.match_reason
        or operations.event_id is distinct from assigned.event_id
    )
