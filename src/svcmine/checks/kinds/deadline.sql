-- deadline: in each case, the target happens not later than the time in column `by`, or `within` after it.
-- activates: case
-- looks: forward
-- decides: a target serves
-- needs: target, by
-- takes: where, within
-- pending: until the limit has passed
select
    activation_id,
    event_id,
    happened_at,
    known,
    4 as serves
from pairs
