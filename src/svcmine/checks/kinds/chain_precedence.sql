-- chain_precedence: the event of the case right before each activation is a target.
-- activates: event
-- looks: back
-- reads: the event before
-- decides: what is possible
-- needs: activation, target
-- takes: where, same
-- pending: never, nothing to come can mend the past
select
    activation_id,
    possibility,
    case
        when proves then 'fulfilled'
        else 'violated'
    end as outcome,
    false as settled,
    event_id,
    by_clock
from next_to
