-- same_person: each activation is done by the person who does all other activations of the case.
-- activates: event
-- looks: around
-- decides: a target breaks
-- needs: activation
-- takes: where, same
-- pending: while the case is open
select
    activation_id,
    event_id,
    happened_at,
    known and same_person is not null as known,
    4 as serves
from pairs
where same_person is not true
