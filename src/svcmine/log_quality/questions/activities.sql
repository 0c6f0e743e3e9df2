-- Activity names that the vocabulary does not have: no norm speaks of them. `known` are the vocabulary's names.
select
    source_name,
    activity,
    count(*) as events
from ticket_events
where activity is not null and not list_contains($known, activity)
group by source_name, activity
order by events desc, source_name, activity
limit 200
