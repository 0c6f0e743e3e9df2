-- unticketed: every operation on a device belongs to a ticket.
-- activates: event
-- looks: back
-- decides: a target serves
-- needs: nothing
-- takes: activation
-- pending: never, a ticket comes before the operation
select
    activation_id,
    cast(null as varchar) as event_id,
    happened_at,
    true as known,
    4 as serves
from activations
where case_id is not null
