-- Every waiver record: what it excuses, until when, and how many violations it covered in the latest run.
with used as (
    select
        waiver_id,
        norm_id,
        count(*) as findings
    from finding_fact
    where verdict = 'waived' and ($month is null or month = $month)
    group by waiver_id, norm_id
),

listed as (
    select distinct
        waiver_id,
        norm_id,
        cast(scope as varchar) as scope,
        valid_from,
        valid_to,
        approved_by,
        reason,
        evidence
    from waivers
)

select
    listed.waiver_id,
    listed.norm_id,
    listed.scope,
    listed.valid_from,
    listed.valid_to,
    listed.approved_by,
    listed.reason,
    listed.evidence,
    coalesce(used.findings, 0) as findings
from listed
left join used
    on listed.waiver_id = used.waiver_id and listed.norm_id = used.norm_id
order by listed.valid_to nulls last, listed.waiver_id, listed.norm_id, listed.scope
