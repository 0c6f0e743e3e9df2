-- What could have come out. The kind gives one row for each outcome that some admissible order can have, for each
-- `possibility` of what is missing; `settled`: whatever happened unseen; `by_clock`: only if clocks differ.
possible as (
    select
        activations.activation_id,
        case
            when bool_and(served.settled) and count(distinct served.outcome) = 1 then min(served.outcome)
            when not activations.covered then 'no_evidence'
            when activations.cut_off then 'cut_off'
            when count(distinct served.outcome) filter (where not {by_clock}) > 1 then 'order'
            when count(distinct served.outcome) > 1 then 'clock'
            else min(served.outcome)
        end as outcome,
        max(served.event_id) as event_id
    from activations
    inner join served on activations.activation_id = served.activation_id
    group by activations.activation_id, activations.covered, activations.cut_off, served.possibility
),

agreed as (
    select activation_id, count(distinct outcome) as answers, min(outcome) as outcome, max(event_id) as event_id
    from possible
    group by activation_id
),

judged as (
    select
        activations.*,
        cast(null as timestamptz) as due_at,
        agreed.event_id as witness_id,
        case
            when applies is null or key is null or agreed.answers > 1 then 'missing_attribute'
            else agreed.outcome
        end as outcome
    from activations
    left join agreed on activations.activation_id = agreed.activation_id
)
