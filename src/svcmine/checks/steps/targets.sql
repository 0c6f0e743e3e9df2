-- The events that may serve (or break) it: `fits` is unknown where `where` is.
select
    work.event_id,
    {key} as key,
    work.person,{same}
    work.happened_at,
    work.earliest,
    work.latest,
    work.clock,
    work.ordered_by,
    work.sequence,
    {fits} as fits
from {rows}
where
    {wanted}
