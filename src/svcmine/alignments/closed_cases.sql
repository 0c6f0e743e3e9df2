-- closed_cases: each closed case of $process (null: of any process) in the order of the ids, with a number for its id.
select
    case_id,
    process,
    cast(hash(case_id) >> 1 as bigint) as case_key
from cases
where
    closed_at is not null
    and ($process is null or process = $process)
order by case_id
