-- Verdicts team by team; null stands for activations without a case or a team.
select
    team as place,
    cast(sum(activations) as bigint) as activations,
    cast(sum(fulfilled) as bigint) as fulfilled,
    cast(sum(violated) as bigint) as violated,
    cast(sum(pending) as bigint) as pending,
    cast(sum(waived) as bigint) as waived,
    cast(sum(undecidable) as bigint) as undecidable
from latest_tallies
where $month is null or month = $month
group by team
order by violated desc, place nulls last
