-- case_events: all events of cases as numbers, in the order in which the store keeps them. `latest` is the last
-- microsecond at which an event may have happened; an unknown time is tied with nothing.
select
    cast(hash(events.case_id) >> 1 as bigint) as case_key,
    cast(hash(events.activity) >> 1 as bigint) as activity_key,
    events.position,
    coalesce(epoch_us(events.happened_at), 9223372036854775807) as earliest,
    coalesce(
        epoch_us(events.happened_at)
        + case when events.precision_s > 1 then cast(round(events.precision_s * 1000000) - 1 as bigint) else 0 end,
        -9223372036854775807
    ) as latest
from events
where
    events.case_id is not null
    and events.activity is not null
