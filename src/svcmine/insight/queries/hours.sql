-- When the given activities start, by site-local weekday (1 = Monday) and hour.
with placed as (
    select
        events.happened_at,
        coalesce(site_place.timezone, sources.timezone, 'UTC') as timezone
    from events
    left join device_place on events.device_id = device_place.device_id
    left join cases on events.case_id = cases.case_id
    left join site_place on coalesce(device_place.site, cases.site) = site_place.site
    left join sources on events.source_name = sources.source_name
    where list_contains($activities, events.activity) and coalesce(events.precision_s, 1) < 3600
),

local_times as (
    select happened_at at time zone timezone as local_at
    from placed
)

select
    isodow(local_at) as weekday,
    hour(local_at) as hour_of_day,
    count(*) as operations
from local_times
where $month is null or strftime(local_at, '%Y-%m') = $month
group by isodow(local_at), hour(local_at)
order by weekday, hour_of_day
