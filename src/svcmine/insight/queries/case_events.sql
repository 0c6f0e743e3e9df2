-- One case's events in their order, with the gravest verdict that a finding of the latest run (of one norm, or of all) gives each.
with judged as (
    select
        event_id,
        min(
            case verdict
                when 'violated' then 1 when 'waived' then 2 when 'pending' then 3 else 4
            end
        ) as verdict_rank,
        min(norm_id) as norm_id,
        count(*) as findings
    from latest_findings
    where case_id = $case_id and event_id is not null and ($norm_id is null or norm_id = $norm_id)
    group by event_id
)

select
    events.position,
    events.event_id,
    events.activity,
    events.happened_at,
    events.happened_at at time zone coalesce(site_place.timezone, sources.timezone, 'UTC') as local_at,
    events.device_id,
    events.role,
    events.origin,
    events.operation_count,
    case judged.verdict_rank
        when 1 then 'violated' when 2 then 'waived' when 3 then 'pending' when 4 then 'undecidable'
    end as verdict,
    judged.norm_id
from events
left join cases on events.case_id = cases.case_id
left join device_place on events.device_id = device_place.device_id
left join site_place on coalesce(device_place.site, cases.site) = site_place.site
left join sources on events.source_name = sources.source_name
left join judged on events.event_id = judged.event_id
where events.case_id = $case_id
order by events.position
