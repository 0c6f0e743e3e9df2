-- chain_succession: the event right after each activation is a target, and the event right before each target is an
-- activation.
-- activates: event
-- looks: forward
-- reads: the next event
-- sides: both
-- decides: what is possible
-- needs: activation, target
-- takes: where, same
-- pending: while the case is open and nothing has followed an activation; for a target, never
select
    activation_id,
    possibility,
    case
        when nothing and not looks_back then if(closed, 'violated', 'pending')
        when proves then 'fulfilled'
        else 'violated'
    end as outcome,
    false as settled,
    event_id,
    by_clock
from next_to
