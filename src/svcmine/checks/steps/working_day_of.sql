-- Of each row: how many working days its region had come to on the local day of an instant.
select work_rows.activation_id, working_days.number as value
from work_rows
inner join working_days
    on cast(timezone(work_rows.zone, work_rows.{instant}) as date) = working_days.day
    and working_days.calendar_region
    = case when work_rows.region in (select calendar_region from working_days) then work_rows.region else '' end
where {asking}
