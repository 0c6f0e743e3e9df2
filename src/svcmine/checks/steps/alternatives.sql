select work.event_id, case {choices} end as alternative
from work
where work.event_id is not null and work.activity in {wanted}
