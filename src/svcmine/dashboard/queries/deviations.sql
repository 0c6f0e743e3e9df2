-- Where aligned cases leave their model: deviations by process, phase and kind of move, and in how many cases.
select
    process,
    phase,
    cast(sum(deviations) as bigint) as deviations,
    cast(coalesce(sum(deviations) filter (where kind = 'log move'), 0) as bigint) as log_moves,
    cast(coalesce(sum(deviations) filter (where kind = 'model move'), 0) as bigint) as model_moves,
    count(distinct case_id) as cases
from memory.board.deviations
where {deviations}
group by process, phase
order by process nulls last, phase nulls last
