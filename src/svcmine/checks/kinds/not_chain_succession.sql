-- not_chain_succession: the event of the case right after an activation is no target.
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
        when nothing then if(closed, 'fulfilled', 'pending')
        when fits then 'violated'
        else 'fulfilled'
    end as outcome,
    false as settled,
    event_id,
    by_clock
from next_to
