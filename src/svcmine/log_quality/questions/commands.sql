-- Commands that stand for no activity, by their first words: most only look, but any of them may be a change.
select
    coalesce(vendor, '') as vendor,
    regexp_extract(lower(trim(command)), '^\S+(\s+\S+)?') as command,
    count(*) as operations,
    min(command) as example
from operations
where activity is null and command is not null
group by 1, 2
order by operations desc, 1, 2
limit 100
