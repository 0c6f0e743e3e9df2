-- One row an operation: the names that matching compares, and the case that its ticket id names (null: none or unknown).
-- The person is the record's own, else the one whom the account belongs to.
with account_owner as (
    select
        account,
        max(person) as person
    from accounts
    group by account
)

select
    operation.operation_id,
    operation.happened_at,
    greatest(coalesce(operation.ended_at, operation.happened_at), operation.happened_at) as last_at,
    operation.ended_at is not null as has_end,
    operation.sequence,
    operation.account,
    operation.activity,
    operation.command,
    operation.session_id,
    operation.source_ip,
    operation.source_name,
    operation.result,
    coalesce(operation.person, account_owner.person) as person,
    person_name.person_key,
    device_name.device_id,
    ticket_name.case_id,
    coalesce(operation.clock_synchronised, true) as clock_synchronised,
    operation.ticket_id is not null as names_ticket
from operations as operation
left join account_owner on operation.account = account_owner.account
left join person_names as person_name on coalesce(operation.person, account_owner.person) = person_name.name
left join device_names as device_name on operation.device_id = device_name.name
left join ticket_names as ticket_name on operation.ticket_id = ticket_name.name
