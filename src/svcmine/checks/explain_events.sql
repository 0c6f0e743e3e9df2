-- Events with the file and line they were read from, in the order of their case, those of no case by time.
-- The chosen condition says which; the latest load of a file gives its name.
select
    event.*,
    load.file_name
from events as event
left join (
    select
        load_id,
        max(file_name) as file_name
    from loads
    group by load_id
) as load on event.load_id = load.load_id
where {chosen}
order by event.position nulls last, event.happened_at, event.event_id
