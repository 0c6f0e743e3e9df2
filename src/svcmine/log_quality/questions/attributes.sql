-- How full the columns are that norms ask for: `asked` are the columns of events, cases, devices, sites and accounts.
with counted as (
    {counts}
)

select *
from counted
where rows_there > 0
order by filled / rows_there, attribute
