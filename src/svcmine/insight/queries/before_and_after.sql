-- Verdicts month by month of some norms, at a place and everywhere else; null stands for every norm, region or team.
select
    month,
    cast(coalesce(sum(violated) filter (where is_there), 0) as bigint) as violated,
    cast(coalesce(sum(fulfilled) filter (where is_there), 0) as bigint) as fulfilled,
    cast(coalesce(sum(violated) filter (where not is_there), 0) as bigint) as violated_elsewhere,
    cast(coalesce(sum(fulfilled) filter (where not is_there), 0) as bigint) as fulfilled_elsewhere
from (
    select
        *,
        coalesce(($region is null or region = $region) and ($team is null or team = $team), false) as is_there
    from latest_tallies
    where month is not null and month <= $month and (len($norms) = 0 or list_contains($norms, norm_id))
)
group by month
order by month
