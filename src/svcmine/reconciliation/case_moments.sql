-- One row a case: its first and last moment, its last closing that no reopening followed, and when it counts as closed
-- for want of anything happening. A case follows the rules of all sources that speak of it.
with speakers as (
    select case_id, source_name from ticket_records
    where case_id is not null
    union
    select case_id, source_name from ticket_events
    where case_id is not null
),

spans as (
    select
        case_id,
        min(happened_at) as first_at,
        max(greatest(happened_at, coalesce(ended_at, happened_at))) as last_at
    from events
    where case_id is not null
    group by case_id
),

closing_names as (
    select distinct
        speakers.case_id,
        closing_activity.activity
    from speakers
    inner join closing_activity on speakers.source_name is not distinct from closing_activity.source_name
),

closings as (
    select
        event.case_id,
        max(event.position) as position
    from events as event
    inner join closing_names on event.case_id = closing_names.case_id and event.activity = closing_names.activity
    group by event.case_id
),

reopenings as (
    select
        case_id,
        max(position) as position
    from events
    where activity = 'reopen_ticket' and case_id is not null
    group by case_id
),

closed as (
    select
        event.case_id,
        event.happened_at as closing_at
    from closings
    inner join events as event on closings.case_id = event.case_id and closings.position = event.position
    left join reopenings on closings.case_id = reopenings.case_id
    where reopenings.position is null or reopenings.position < closings.position
),

last_news as (
    select
        source_name,
        max(happened_at) as news_at
    from ticket_events
    group by source_name
),

rules as (
    select
        speakers.case_id,
        max(closing_rule.idle_us) as idle_us,
        max(coalesce(closing_rule.news_at, last_news.news_at)) as news_at,
        bool_or(closing_rule.closes_all) as closes_all
    from speakers
    inner join closing_rule on speakers.source_name is not distinct from closing_rule.source_name
    left join last_news on speakers.source_name is not distinct from last_news.source_name
    group by speakers.case_id
)

select
    spans.case_id,
    spans.first_at,
    closed.closing_at,
    case when rules.closes_all then spans.last_at end as all_closed_at,
    case
        when epoch_us(spans.last_at) + rules.idle_us <= epoch_us(rules.news_at)
            then make_timestamptz(epoch_us(spans.last_at) + rules.idle_us)
    end as idle_closed_at
from spans
left join closed on spans.case_id = closed.case_id
left join rules on spans.case_id = rules.case_id
