-- chain_response: the event of the case right after each activation is a target.
-- activates: event
-- looks: forward
-- reads: the next event
-- decides: what is possible
-- needs: activation, target
-- takes: where, same
-- pending: while the case is open and nothing has followed
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
