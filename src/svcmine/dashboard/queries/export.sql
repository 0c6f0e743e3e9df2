-- The chosen findings for a spreadsheet, in the order of the table on the page.
select
    finding.finding_id,
    finding.norm_id,
    finding.requirement,
    finding.verdict,
    finding.severity,
    finding.reason,
    finding.case_id,
    finding.process,
    finding.region,
    finding.team,
    finding.product,
    finding.device_id,
    finding.account,
    finding.activity,
    finding.local_at,
    finding.month,
    finding.waiver_id,
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
