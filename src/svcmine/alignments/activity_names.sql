-- activity_names: each activity that occurs, in the order of the names, with a number for it.
select
    activity,
    cast(hash(activity) >> 1 as bigint) as activity_key
from (select distinct activity from events)
where activity is not null
order by activity
