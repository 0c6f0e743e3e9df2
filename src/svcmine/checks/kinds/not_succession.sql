-- not_succession: after an activation, no target happens; with a limit, none within it.
-- activates: event
-- looks: forward
-- decides: a target breaks
-- needs: activation, target
-- takes: where, same, scope, within, not_before
-- pending: until the limit has passed; without a limit, while the case is open
select
    activation_id,
    event_id,
    happened_at,
    known,
    least(4 - earlier, timely) as serves
from pairs
