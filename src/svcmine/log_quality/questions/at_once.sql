-- Cases of at least three events that all carry one and the same time: written down at once, and not as it happened.
with cases_told as (
    select
        source_name,
        case_id,
        count(*) as events,
        count(distinct happened_at) as moments
    from ticket_events
    where case_id is not null and happened_at is not null and coalesce(precision_s, 0) <= 60
    group by source_name, case_id
    having count(*) >= 3
)

select
    source_name,
    count(*) as cases,
    count(*) filter (moments = 1) as at_once,
    count(*) filter (moments = 1) / count(*) as share,
    min(case when moments = 1 then case_id end) as example
from cases_told
group by source_name
having count(*) filter (moments = 1) > 0
order by share desc, source_name
