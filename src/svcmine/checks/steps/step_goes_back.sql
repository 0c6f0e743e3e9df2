-- Of each executed step: whether a step with a greater number of the same case was surely executed before it.
with executed as (
    select case_id, step_no, latest, ordered_by, sequence
    from {rows}
    where activity = 'execute_step' and case_id is not null and step_no is not null
),

asked as (
    select activation_id, case_id, step_no, earliest, ordered_by, sequence
    from {rows}
    where {asking}
),

going_back as (
    select distinct asked.activation_id
    from asked
    inner join executed on asked.case_id = executed.case_id
    where
        executed.step_no > asked.step_no
        and (
            executed.latest < asked.earliest
            or (executed.ordered_by = asked.ordered_by and executed.sequence < asked.sequence)
        )
)

select
    asked.activation_id,
    going_back.activation_id is not null as value
from asked
left join going_back on asked.activation_id = going_back.activation_id
