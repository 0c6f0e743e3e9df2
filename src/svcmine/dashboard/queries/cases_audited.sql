-- How many cases there are of the chosen kind.
select count(*) as cases
from memory.board.cases
where {cases}
