-- absence: in each case, the activity never happens, or at most `count` times; with `forbidden`, no event of the
-- activity is what the condition says, and each of them is judged by itself.
-- activates: event if forbidden
-- looks: around
-- decides: a target breaks
-- needs: activation
-- takes: where, count, forbidden
-- pending: while the case is open; with `forbidden`, never
select
    activation_id,
    event_id,
    happened_at,
    known,
    4 as serves
from pairs
