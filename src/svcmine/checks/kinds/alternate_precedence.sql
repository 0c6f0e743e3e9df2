-- alternate_precedence: before each activation, a target happened, with no other activation (or reset) in between.
-- activates: event
-- looks: back
-- decides: a target serves
-- needs: activation, target
-- takes: where, same, scope, within, not_before, reset_by
-- interrupted: by other activations
-- pending: never, nothing to come can mend the past
select
    activation_id,
    event_id,
    happened_at,
    known,
    least(earlier, timely, 4 - interrupted) as serves
from pairs
