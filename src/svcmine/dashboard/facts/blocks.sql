-- Runs of classified device operations (one event each): whose, where, when, and whether a ticket asked for them.
select
    operation_fact.event_id,
    min(operation_fact.match) as match,
    min(operation_fact.device_id) as device_id,
    min(operation_fact.account) as account,
    min(operation_fact.case_id) as case_id,
    min(cases.process) as process,
    min(cases.team) as team,
    coalesce(min(operation_fact.region), min(cases.region)) as region,
    coalesce(min(device_place.product), min(cases.product)) as product,
    min(operation_fact.local_at) as local_at,
    min(operation_fact.month) as month,
    count(*) as commands
from operation_fact
left join cases on operation_fact.case_id = cases.case_id
left join device_place on operation_fact.device_id = device_place.device_id
where operation_fact.event_id is not null
group by operation_fact.event_id
