-- How far each source tells: as declared, else its latest event that is not after its latest record or closing time
-- (a clock in the future must not move the horizon), and never beyond $as_of.
with said as (
    select source_name, happened_at from ticket_events
    union all
    select source_name, happened_at from operations
    union all
    select source_name, happened_at from alarms
),

recorded as (
    select source_name, source_time as recorded_at from ticket_records where source_time is not null
    union all
    select source_name, closed_at as recorded_at from ticket_records
    where closed_at is not null and source_time is not null
    union all
    select source_name, collected_at as recorded_at from operations where collected_at is not null
),

last_records as (
    select source_name, max(recorded_at) as recorded_at
    from recorded
    group by source_name
),

last_events as (
    select said.source_name, max(said.happened_at) as happened_at
    from said
    left join last_records on said.source_name = last_records.source_name
    where last_records.recorded_at is null or said.happened_at <= last_records.recorded_at
    group by said.source_name
),

declared as (
    select source_name, max(valid_to) as valid_to
    from coverage
    where declared
    group by source_name
),

described as (
    select
        sources.source_name,
        min(sources.origin) as origin,
        max(coalesce(sources.valid_to, declared.valid_to)) as valid_to,
        -- A source that says nothing of its activities can give any.
        case when bool_and(len(sources.activities) > 0) then list_sort(list_distinct(flatten(list(sources.activities)))) end
            as activities
    from sources
    left join declared on sources.source_name = declared.source_name
    group by sources.source_name
)

select
    described.source_name,
    described.origin,
    described.activities,
    least(coalesce(described.valid_to, last_events.happened_at), $as_of) as until
from described
left join last_events on described.source_name = last_events.source_name
where coalesce(described.valid_to, last_events.happened_at) is not null
order by described.source_name
