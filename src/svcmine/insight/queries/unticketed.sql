-- Operations without a ticket by device and account: commands, blocks of them, and when.
select
    device_id,
    account,
    max(region) as region,
    count(*) as operations,
    count(distinct event_id) as blocks,
    count(distinct activity) as activities,
    min(local_at) as first_at,
    max(local_at) as last_at
from operation_fact
where match = 'unticketed' and ($month is null or month = $month)
group by device_id, account
order by operations desc, device_id nulls last, account nulls last
