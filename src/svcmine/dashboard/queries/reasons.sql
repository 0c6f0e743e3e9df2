-- Why activations could not be judged, of the chosen findings.
select
    norm_id,
    reason,
    count(*) as activations
from memory.board.findings
where verdict = 'undecidable' and {findings}
group by norm_id, reason
order by activations desc, norm_id, reason nulls last
