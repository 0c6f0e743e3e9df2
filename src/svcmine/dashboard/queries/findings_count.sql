-- How many findings are chosen, and how many of these the team has confirmed or contested.
select
    count(*) as findings,
    count(*) filter (where said.status = 'confirmed') as confirmed,
    count(*) filter (where said.status = 'contested') as contested
from (
    select *
    from memory.board.findings
    where {findings}
) as finding
left join memory.board.said as said on finding.finding_id = said.finding_id
