-- Violations excused by the norm's own exception: `waiver_id` is then 'waived_by:<activity>:<event>'.
with excused as (
    select
        norm_id,
        split_part(waiver_id, ':', 2) as activity
    from finding_fact
    where
        verdict = 'waived'
        and starts_with(waiver_id, 'waived_by:')
        and ($month is null or month = $month)
)

select
    norm_id,
    activity,
    count(*) as findings
from excused
group by norm_id, activity
order by findings desc, norm_id, activity
