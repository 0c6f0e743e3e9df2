-- Each activation with each interrupter that concerns it (`known`: surely), and whether it comes before it.
select
    activation.activation_id,
    interrupter.event_id as interrupter_id,
    ({same}) is true as known,
    {earlier} as earlier
from activations as activation
inner join interrupters as interrupter on activation.key = interrupter.key
where coalesce(interrupter.event_id <> activation.event_id, true) and ({same}) is not false
