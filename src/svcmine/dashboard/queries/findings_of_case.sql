-- All findings of one case, with what the team made of each.
select
    finding.finding_id,
    finding.norm_id,
    finding.requirement,
    finding.verdict,
    finding.severity,
    finding.local_at,
    said.status
from memory.board.findings as finding
left join memory.board.said as said on finding.finding_id = said.finding_id
where finding.case_id = $case_id
order by finding.local_at nulls first, finding.norm_id, finding.finding_id
limit 200
