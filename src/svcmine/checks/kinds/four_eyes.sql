-- four_eyes: each activation is done by another person than the targets before it.
-- activates: event
-- looks: back
-- decides: a target breaks
-- needs: activation, target
-- takes: where, same, scope, within
-- pending: never, nothing to come can mend the past
select
    activation_id,
    event_id,
    happened_at,
    known and same_person is not null as known,
    least(earlier, timely) as serves
from pairs
where same_person is not false
