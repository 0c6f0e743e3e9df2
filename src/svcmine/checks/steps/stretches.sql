-- From each target, and from the beginning of the period, the next target (or the end) must come within the limit.
with points as (
    select activation_id, known, grade, ends_at, from_at as happened_at
    from spans
    union all
    select spans.activation_id, spans.known, spans.grade, spans.ends_at, targets.happened_at
    from spans
    inner join targets
        on spans.key = targets.key
        and (targets.fits or not spans.known)
        and targets.happened_at > spans.from_at
        and coalesce(targets.happened_at < spans.ends_at, true)
        and targets.event_id <> spans.event_id
),

followed as (
    select
        points.*,
        points.happened_at + {stretch} as due_at,
        coalesce(
            lead(points.happened_at) over (
                partition by points.activation_id, points.known, points.grade order by points.happened_at
            ),
            points.ends_at
        ) as next_at
    from points
    inner join activations on points.activation_id = activations.activation_id
)

select
    activation_id,
    known,
    grade,
    due_at,
    next_at is not null and (next_at <= happened_at or coalesce(next_at <= due_at, not known)) as met
from followed
