-- role: each activation is done by somebody in one of the roles.
-- activates: event
-- looks: self
-- decides: the event itself
-- needs: activation, roles
-- takes: attributes
-- pending: never
select
    activation_id,
    cast(null as varchar) as event_id,
    happened_at,
    has_role is not null as known,
    4 as serves
from activations
where has_role is not false
