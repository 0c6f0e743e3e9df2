-- Verdicts norm by norm, the most violated first; `worst` is the highest severity among its violations.
with counted as (
    select
        norm_id,
        cast(sum(activations) as bigint) as activations,
        cast(sum(fulfilled) as bigint) as fulfilled,
        cast(sum(violated) as bigint) as violated,
        cast(sum(pending) as bigint) as pending,
        cast(sum(waived) as bigint) as waived,
        cast(sum(undecidable) as bigint) as undecidable
    from latest_tallies
    where $month is null or month = $month
    group by norm_id
),

ranked as (
    select
        norm_id,
        min(case severity when 'critical' then 1 when 'major' then 2 when 'minor' then 3 else 4 end) as severity_rank
    from latest_findings
    group by norm_id
)

select
    counted.*,
    case ranked.severity_rank when 1 then 'critical' when 2 then 'major' when 3 then 'minor' when 4 then 'info' end
        as worst
from counted
left join ranked on counted.norm_id = ranked.norm_id
order by counted.violated desc, counted.norm_id asc
