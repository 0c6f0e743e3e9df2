-- Operations without a ticket by device and account, the most blocks first.
select
    device_id,
    account,
    min(region) as region,
    count(*) as blocks,
    cast(sum(commands) as bigint) as commands,
    min(local_at) as first_at,
    max(local_at) as last_at
from memory.board.blocks
where match = 'unticketed' and {blocks}
group by device_id, account
order by blocks desc, commands desc, device_id nulls last, account nulls last
limit $most
