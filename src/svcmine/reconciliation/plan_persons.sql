-- The persons that each case's plan names, by canonical key.
with named as (
    select
        case_id,
        unnest(plan_persons) as name
    from case_attributes
)

select distinct
    named.case_id,
    person_names.person_key
from named
inner join person_names on named.name = person_names.name
