-- Every waiver record: what it excuses, until when, what is wrong with it, and how many violations it covered in the
-- latest run. $known: the ids of all norms that there are.
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
        approved_at,
        reason,
        evidence,
        case
            when coalesce(trim(approved_by), '') = '' then 'approver_missing'
            when coalesce(trim(evidence), '') = '' then 'evidence_missing'
            when not list_contains($known, norm_id) then 'unknown_norm'
            when approved_at > coalesce(valid_to, approved_at) then 'approved_too_late'
            when approved_at > valid_from then 'approved_after_start'
        end as problem
    from waivers
)

select
    listed.waiver_id,
    listed.norm_id,
    listed.scope,
    listed.valid_from,
    listed.valid_to,
    listed.approved_by,
    listed.approved_at,
    listed.reason,
    listed.evidence,
    listed.problem,
    coalesce(used.findings, 0) as findings
from listed
left join used
    on listed.waiver_id = used.waiver_id and listed.norm_id = used.norm_id
order by listed.valid_to nulls last, listed.waiver_id, listed.norm_id, listed.scope
