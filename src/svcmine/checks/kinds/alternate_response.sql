-- alternate_response: after each activation, a target happens before the next activation (or reset).
-- activates: event
-- looks: forward
-- decides: a target serves
-- needs: activation, target
-- takes: where, same, scope, within, not_before, reset_by
-- interrupted: by other activations
-- pending: until the limit has passed; without a limit, while the case is open and no other activation has come
select
    activation_id,
    event_id,
    happened_at,
    known,
    least(4 - earlier, timely, 4 - interrupted) as serves
from pairs
