-- init: the first event of each case is of the activity.
-- activates: case
-- looks: around
-- reads: the first event
-- decides: what is possible
-- needs: activation
-- takes: where
-- pending: while the case is open and nothing has happened in it
select
    activation_id,
    possibility,
    case
        when nothing then if(closed, 'violated', 'pending')
        when proves then 'fulfilled'
        else 'violated'
    end as outcome,
    false as settled,
    event_id,
    by_clock
from next_to
