-- An attribute of the events that carry it.
select events.rowid as activation_id, events."{column}" as value
from events
where events."{column}" is not null and {wanted}
