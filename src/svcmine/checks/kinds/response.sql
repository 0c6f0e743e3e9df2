-- response: after the beginning of each activation, a target happens; limits count from the activation's end.
-- activates: event
-- looks: forward
-- decides: a target serves
-- needs: activation, target
-- takes: where, same, scope, within, not_before, reset_by
-- pending: until the limit has passed; without a limit, while the case is open
select
    activation_id,
    event_id,
    happened_at,
    known,
    least(4 - earlier, timely, 4 - interrupted) as serves
from pairs
