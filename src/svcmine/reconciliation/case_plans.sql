-- One row a case: its agreed window, and which of the two lists its plan has.
with all_cases as (
    select case_id from ticket_records
    where case_id is not null
    union
    select case_id from ticket_events
    where case_id is not null
),

with_devices as (
    select
        case_id,
        count(*) as plan_device_count,
        min(device_id) as only_device
    from plan_device
    group by case_id
),

with_persons as (
    select distinct case_id from plan_person
)

select
    all_cases.case_id,
    attributes.agreed_start,
    attributes.agreed_end,
    with_devices.case_id is not null as names_devices,
    with_persons.case_id is not null as names_persons,
    case when with_devices.plan_device_count = 1 then with_devices.only_device end as only_device
from all_cases
left join case_attributes as attributes on all_cases.case_id = attributes.case_id
left join with_devices on all_cases.case_id = with_devices.case_id
left join with_persons on all_cases.case_id = with_persons.case_id
