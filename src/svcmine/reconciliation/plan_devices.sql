-- The devices that each case's plan names, by the name that the device inventory gives them.
with named as (
    select
        case_id,
        unnest(plan_devices) as name
    from case_attributes
)

select distinct
    named.case_id,
    device_names.device_id
from named
inner join device_names on named.name = device_names.name
