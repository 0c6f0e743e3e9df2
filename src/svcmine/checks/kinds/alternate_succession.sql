-- alternate_succession: after each activation, a target happens before the next activation, and before each target, an
-- activation happened after the target before it.
-- activates: event
-- looks: forward
-- sides: both
-- decides: a target serves
-- needs: activation, target
-- takes: where, same, within
-- interrupted: by others of its own side
-- pending: for an activation, until the limit has passed, without a limit while the case is open and no other activation
-- has come; for a target, never
select
    activation_id,
    event_id,
    happened_at,
    known,
    least(case when looks_back then earlier else 4 - earlier end, timely, 4 - interrupted) as serves
from pairs
