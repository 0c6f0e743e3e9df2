-- The steps of each case's plan that a command can be compared with: the beginning of a command, or an activity.
with named as (
    select
        case_id,
        unnest(plan_steps) as name
    from case_attributes
)

select distinct
    named.case_id,
    step_names.command,
    step_names.activity
from named
inner join step_names on named.name = step_names.name
