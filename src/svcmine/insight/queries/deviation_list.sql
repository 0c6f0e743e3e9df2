-- Every deviation of the aligned cases, in the order of each case.
select
    case_id,
    process,
    team,
    month,
    fitness,
    step,
    position,
    phase,
    kind,
    activity
from deviation_fact
order by process, case_id, step
