-- Blocks of operations in all, and those that no ticket asked for.
select
    count(*) as blocks,
    count(*) filter (where match = 'unticketed') as unticketed
from memory.board.blocks
where {blocks}
