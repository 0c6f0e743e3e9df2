-- existence: in each case, the activity happens, at least `count` times.
-- activates: case
-- looks: around
-- decides: a target serves
-- needs: activation
-- takes: where, count
-- pending: while the case is open
select
    activation_id,
    event_id,
    happened_at,
    known,
    4 as serves
from pairs
