-- Norms that were violated in a month, with the cases that broke them, what is typical of these, and one example.
-- What belongs to no case (an operation without a ticket) counts as one each.
with violations as (
    select
        norm_id,
        finding_id,
        severity,
        region,
        local_at,
        coalesce(case_id, finding_id) as broken_case
    from finding_fact
    where verdict = 'violated' and ($month is null or month = $month)
),

by_region as (
    select
        norm_id,
        region,
        count(distinct broken_case) as cases,
        row_number() over (partition by norm_id order by count(distinct broken_case) desc, region asc) as place
    from violations
    where region is not null
    group by norm_id, region
)

select
    violations.norm_id,
    case min(
        case violations.severity when 'critical' then 1 when 'major' then 2 when 'minor' then 3 else 4 end
    ) when 1 then 'critical' when 2 then 'major' when 3 then 'minor' else 'info' end as severity,
    count(*) as violations,
    count(distinct violations.broken_case) as cases,
    any_value(by_region.region) as region,
    any_value(by_region.cases) as region_cases,
    min_by(violations.finding_id, (violations.local_at is null, violations.local_at, violations.finding_id)) as finding_id
from violations
left join by_region on violations.norm_id = by_region.norm_id and by_region.place = 1
group by violations.norm_id
order by violations.norm_id
