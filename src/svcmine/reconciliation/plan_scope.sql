-- Whether the plan of its ticket has a step for an operation. Only where the plan has steps that can be compared, and
-- only what does something: looking, logging in and backing up need no step of their own.
with compared as (
    select distinct case_id from case_step
),

judged as (
    select
        operation.operation_id,
        operation.activity,
        matched.case_id,
        command_names.command
    from operation_match as matched
    inner join compared on matched.case_id = compared.case_id
    inner join operation_fact as operation on matched.operation_id = operation.operation_id
    left join command_names on operation.command = command_names.name
    where
        operation.activity is null or operation.activity not in (
            'login_device', 'logout_device', 'query_device', 'backup_config', 'backup_data', 'verify_backup',
            'check_change_table'
        )
),

planned as (
    select distinct judged.operation_id
    from judged
    inner join case_step on judged.case_id = case_step.case_id
    where
        judged.activity = case_step.activity
        or judged.command = case_step.command
        -- The step ends where a word of the command ends: "add trk" stands for "add trk:id=1" and not for "add trkgrp".
        or (
            starts_with(judged.command, case_step.command)
            and (
                not regexp_matches(substr(judged.command, length(case_step.command) + 1, 1), '[a-z0-9_]')
                or not regexp_matches(right(case_step.command, 1), '[a-z0-9_]')
            )
        )
)

select
    judged.operation_id,
    case when planned.operation_id is not null then 'in_plan' else 'out_of_plan' end as plan_scope
from judged
left join planned on judged.operation_id = planned.operation_id
