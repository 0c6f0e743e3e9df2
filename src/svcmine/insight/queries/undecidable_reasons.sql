-- Why activations could not be judged, norm by norm.
select
    norm_id,
    reason,
    count(*) as activations
from finding_fact
where verdict = 'undecidable' and ($month is null or month = $month)
group by norm_id, reason
order by activations desc, norm_id, reason
