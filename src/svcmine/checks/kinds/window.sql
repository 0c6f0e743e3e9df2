-- window: each activation begins in the window, and ends in the same occurrence of it.
-- activates: event
-- looks: self
-- decides: the event itself
-- needs: activation, window
-- takes: nothing
-- pending: never
select
    activation_id,
    cast(null as varchar) as event_id,
    happened_at,
    in_window is not null as known,
    4 as serves
from activations
where in_window is not false
