-- Cases that something happened in, by process, region and team: how many there are, and how many broke a norm.
-- With months: what happened and what was broken from $first to $last, by the site's clock; null is no bound.
with worked as (
    select distinct events.case_id
    from events
    inner join cases on events.case_id = cases.case_id
    left join site_place on cases.site = site_place.site
    where
        $last is null
        or strftime(events.happened_at at time zone coalesce(site_place.timezone, 'UTC'), '%Y-%m')
        between $first and $last
),

broken as (
    select
        case_id,
        count(*) as violations
    from finding_fact
    where verdict = 'violated' and case_id is not null and ($last is null or month between $first and $last)
    group by case_id
),

either as (
    select case_id from worked
    union distinct
    select case_id from broken
)

select
    cases.process,
    coalesce(site_place.region, cases.region) as region,
    cases.team,
    count(*) as cases,
    count(broken.case_id) as broken,
    cast(sum(coalesce(broken.violations, 0)) as bigint) as violations,
    cast(sum(coalesce(broken.violations, 0) * coalesce(broken.violations, 0)) as bigint) as squares
from either
inner join cases on either.case_id = cases.case_id
left join site_place on cases.site = site_place.site
left join broken on either.case_id = broken.case_id
group by all
order by all
