-- Verdicts norm by norm, of the chosen tallies; `severity` is the gravest of its chosen requirements.
select
    norm_id,
    case min(case severity when 'critical' then 1 when 'major' then 2 when 'minor' then 3 else 4 end)
        when 1 then 'critical' when 2 then 'major' when 3 then 'minor' else 'info'
    end as severity,
    cast(sum(activations) as bigint) as activations,
    cast(sum(fulfilled) as bigint) as fulfilled,
    cast(sum(violated) as bigint) as violated,
    cast(sum(pending) as bigint) as pending,
    cast(sum(waived) as bigint) as waived,
    cast(sum(undecidable) as bigint) as undecidable
from memory.board.tallies
where {tallies}
group by norm_id
order by norm_id
