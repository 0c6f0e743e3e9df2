-- Of each row: how many working days its region had come to on the local day of an instant.
select work.activation_id, working_days.number as value
from {rows}
inner join working_days
    on cast(timezone(work.zone, work.{instant}) as date) = working_days.day
    and working_days.calendar_region
    = case when work.region in (select calendar_region from working_days) then work.region else '' end
where {asking}
