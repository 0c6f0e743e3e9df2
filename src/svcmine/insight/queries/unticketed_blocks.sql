-- Blocks of operations without a ticket, one row each, the latest first.
select
    events.event_id,
    min(operation_fact.local_at) as local_at,
    max(operation_fact.region) as region,
    max(operation_fact.site) as site,
    max(operation_fact.device_id) as device_id,
    max(operation_fact.account) as account,
    max(operation_fact.person) as person,
    max(events.activity) as activity,
    count(*) as operations,
    min_by(operation_fact.command, (operation_fact.happened_at, operation_fact.operation_id)) as command
from operation_fact
inner join events on operation_fact.event_id = events.event_id
where operation_fact.match = 'unticketed' and ($month is null or operation_fact.month = $month)
group by events.event_id
order by local_at desc, events.event_id
limit $most
