-- One page of the chosen findings, the gravest and latest first, with what the team made of each.
select
    finding.*,
    said.status,
    said."by",
    said.note
from (
    select *
    from memory.board.findings
    where {findings}
) as finding
left join memory.board.said as said on finding.finding_id = said.finding_id
order by
    case finding.verdict when 'violated' then 1 when 'pending' then 2 when 'undecidable' then 3 else 4 end,
    case finding.severity when 'critical' then 1 when 'major' then 2 when 'minor' then 3 else 4 end,
    finding.local_at desc nulls last,
    finding.finding_id
limit $most offset $skipped
