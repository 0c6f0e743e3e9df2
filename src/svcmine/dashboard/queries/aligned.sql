-- Aligned cases by process.
select
    process,
    count(*) as cases
from memory.board.aligned
where {aligned}
group by process
order by process nulls last
