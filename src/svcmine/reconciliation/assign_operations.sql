-- Writes to each operation what it turned out to belong to; rows that stay as they are are not touched.
update operations
set
    case_id = assigned.case_id,
    match = assigned.match,
    match_reason = assigned.match_reason,
    confidence = assigned.confidence,
    session = assigned.session,
    plan_scope = assigned.plan_scope,
    event_id = assigned.event_id
from (
    select
        matched.operation_id,
        matched.case_id,
        matched.match,
        matched.match_reason,
        matched.confidence,
        in_session.session,
        scope.plan_scope,
        in_block.event_id
    from operation_match as matched
    left join operation_block as in_block on matched.operation_id = in_block.operation_id
    left join operation_session as in_session on matched.operation_id = in_session.operation_id
    left join plan_scope as scope on matched.operation_id = scope.operation_id
) as assigned
where
    operations.operation_id = assigned.operation_id
    and (
        operations.case_id is distinct from assigned.case_id
        or operations.match is distinct from assigned.match
        or operations.match_reason is distinct from assigned.match_reason
        or operations.event_id is distinct from assigned.event_id
        or operations.confidence is distinct from assigned.confidence
        or operations.session is distinct from assigned.session
        or operations.plan_scope is distinct from assigned.plan_scope
    )
