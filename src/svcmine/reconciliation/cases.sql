-- One row a case: what its records say, and when it opened and closed as far as they do not say so.
-- <attributes> are the case's further attributes.
with all_cases as (
    select case_id from case_plan
)

select
    all_cases.case_id,
    {attributes},
    coalesce(attributes.opened_at, moments.first_at) as opened_at,
    coalesce(
        attributes.closed_at, moments.all_closed_at, moments.closing_at, moments.idle_closed_at
    ) as closed_at,
    coalesce(attributes.conflicts, 0) as conflicts,
    extras.extra
from all_cases
left join case_attributes as attributes on all_cases.case_id = attributes.case_id
left join case_extra as extras on all_cases.case_id = extras.case_id
left join case_moment as moments on all_cases.case_id = moments.case_id
