-- What the ticket records say of each case: per attribute the value with the latest source time, else the greatest.
-- A missing value never wins, and the order of loading plays no part.
-- <attributes> and <conflicts> have one expression for each case attribute of the vocabulary.
with records as (
    select
        *,
        coalesce(source_time, timestamptz '0001-01-01 00:00:00+00') as said_at
    from ticket_records
)

select
    case_id,
    {attributes},
    {conflicts} as conflicts
from records
where case_id is not null
group by case_id
