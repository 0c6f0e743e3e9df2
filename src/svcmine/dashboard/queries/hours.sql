-- Operations by weekday and hour.
select
    weekday,
    hour_of_day,
    count(*) as operations
from memory.board.starts
where {starts}
group by weekday, hour_of_day
order by weekday, hour_of_day
