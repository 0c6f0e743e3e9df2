-- Which ticket event tells of which block: same case, device and activity, and a time within the block, give or take
-- the skew. A ticket event that names no device merges if its case's plan has exactly one. A time recorded to the
-- minute or day stands for all of it. One to one: each ticket event takes the block whose start is nearest, then each
-- block the ticket event nearest to its start.
with tellers as (
    select
        event.event_id,
        event.case_id,
        event.activity,
        case when event.device_id is null then case_plan.only_device else device_names.device_id end as device_id,
        epoch_us(event.happened_at) as at_us,
        epoch_us(event.happened_at)
        + case when event.precision_s > 1 then cast(event.precision_s * 1000000 as bigint) - 1 else 0 end as until_us
    from ticket_events as event
    inner join case_plan on event.case_id = case_plan.case_id
    left join device_names on event.device_id = device_names.name
    left join restated on event.event_id = restated.event_id
    where restated.event_id is null
),

pairs as (
    select
        tellers.event_id as ticket_event_id,
        block.event_id,
        epoch_us(block.happened_at) as block_us,
        tellers.at_us,
        greatest(
            tellers.at_us - epoch_us(block.happened_at), epoch_us(block.happened_at) - tellers.until_us, 0
        ) as away_us
    from tellers
    inner join block
        on tellers.case_id = block.case_id
        and tellers.device_id = block.device_id
        and tellers.activity = block.activity
    where
        tellers.until_us >= epoch_us(block.happened_at) - $skew_us
        and tellers.at_us <= epoch_us(block.last_at) + $skew_us
),

wanted as (
    select
        ticket_event_id,
        min(struct_pack(away_us := away_us, block_us := block_us, event_id := event_id)) as choice
    from pairs
    group by ticket_event_id
)

select
    pairs.event_id,
    min(
        struct_pack(away_us := pairs.away_us, at_us := pairs.at_us, ticket_event_id := pairs.ticket_event_id)
    ).ticket_event_id as ticket_event_id
from pairs
inner join wanted on pairs.ticket_event_id = wanted.ticket_event_id and pairs.event_id = wanted.choice.event_id
group by pairs.event_id
