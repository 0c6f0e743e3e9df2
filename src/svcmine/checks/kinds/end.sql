-- end: the last event of each case is of the activity.
-- activates: case
-- looks: around
-- reads: the last event
-- decides: what is possible
-- needs: activation
-- takes: where
-- pending: while the case is open
select
    activation_id,
    possibility,
    case
        when not closed then 'pending'
        when proves then 'fulfilled'
        else 'violated'
    end as outcome,
    false as settled,
    event_id,
    by_clock
from next_to
