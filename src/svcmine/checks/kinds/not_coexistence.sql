-- not_coexistence: where an activation happens, no target happens, neither before nor after it.
-- activates: event
-- looks: around
-- decides: a target breaks
-- needs: activation, target
-- takes: where, same, scope, within
-- pending: until the limit has passed; without a limit, while the case is open
select
    activation_id,
    event_id,
    happened_at,
    known,
    timely as serves
from pairs
