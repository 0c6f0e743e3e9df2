-- succession: after each activation, a target happens, and before each target, an activation happened.
-- activates: event
-- looks: forward
-- sides: both
-- decides: a target serves
-- needs: activation, target
-- takes: where, same, within
-- pending: for an activation, until the limit has passed, without a limit while the case is open; for a target, never
select
    activation_id,
    event_id,
    happened_at,
    known,
    least(case when looks_back then earlier else 4 - earlier end, timely) as serves
from pairs
