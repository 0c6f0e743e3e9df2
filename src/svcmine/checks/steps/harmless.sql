-- What interrupts and serves itself: surely, or perhaps.
select
    activation_id,
    event_id as interrupter_id,
    case when known then 4 else 0 end as surely,
    4 as perhaps
from candidates
