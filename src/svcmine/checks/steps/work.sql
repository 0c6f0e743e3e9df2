-- The working table: the rows, with what sources covered their place and time, what the calendars say of them, and
-- their working days; sorted so that a norm reads only the activities it speaks of.
select
    work_rows.*{columns}
from work_rows
{joins}
order by work_rows.activity, work_rows.case_id, work_rows.happened_at, work_rows.activation_id
