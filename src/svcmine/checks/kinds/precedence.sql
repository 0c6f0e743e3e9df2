-- precedence: before each activation, a target happened; with reset_by, after the latest reset before the activation.
-- activates: event
-- looks: back
-- decides: a target serves
-- needs: activation, target
-- takes: where, same, scope, within, not_before, reset_by
-- pending: never, nothing to come can mend the past
select
    activation_id,
    event_id,
    happened_at,
    known,
    least(earlier, timely, 4 - interrupted) as serves
from pairs
