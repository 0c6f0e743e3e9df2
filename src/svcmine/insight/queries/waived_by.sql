-- Violations excused by the norm's own exception (`waived_by`), norm by norm.
select
    norm_id,
    waiver_id,
    count(*) as findings
from finding_fact
where
    verdict = 'waived'
    and starts_with(waiver_id, 'waived_by:')
    and ($month is null or month = $month)
group by norm_id, waiver_id
order by findings desc, norm_id, waiver_id
