-- tied_events: the events of the cases in `tied_cases`, whose order is not certain, with what is known about it.
select
    tied_cases.number,
    events.activity,
    events.happened_at as earliest,
    case
        when events.precision_s > 1
            then events.happened_at + to_microseconds(cast(round(events.precision_s * 1000000) - 1 as bigint))
        else events.happened_at
    end as latest,
    case when events.ordered and events.sequence is not null then events.source_name end as ordered_by
from tied_cases
inner join events on tied_cases.case_id = events.case_id
order by tied_cases.number, events.position
