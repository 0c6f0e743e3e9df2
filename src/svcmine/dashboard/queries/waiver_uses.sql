-- Violations that each waiver excuses, of the chosen findings.
select
    waiver_id,
    norm_id,
    count(*) as excused
from memory.board.findings
where verdict = 'waived' and {findings}
group by waiver_id, norm_id
order by waiver_id, norm_id
