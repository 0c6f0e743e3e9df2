-- condition: what is required of each activation is true, what is forbidden is false; without an activation, of each
-- case.
-- activates: event if activation
-- looks: self
-- decides: the event itself
-- needs: required or forbidden
-- takes: activation
-- pending: never
select
    activation_id,
    cast(null as varchar) as event_id,
    happened_at,
    obeys is not null as known,
    4 as serves
from activations
where obeys is not false
