-- choice: in each case, at least one of the activities happens.
-- activates: case
-- looks: around
-- decides: a target serves
-- needs: activation
-- takes: where
-- pending: while the case is open
select
    activation_id,
    event_id,
    happened_at,
    known,
    4 as serves
from pairs
