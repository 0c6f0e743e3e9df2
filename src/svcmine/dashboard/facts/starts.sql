-- When each operation of the asked activities starts, on its site's clock (weekday 1 = Monday).
-- Times that are known to the hour only, or worse, have no place on such a grid.
with placed as (
    select
        events.event_id,
        events.case_id,
        cases.process,
        cases.team,
        coalesce(site_place.region, cases.region) as region,
        coalesce(device_place.product, cases.product) as product,
        events.happened_at at time zone coalesce(site_place.timezone, sources.timezone, 'UTC') as local_at
    from events
    left join device_place on events.device_id = device_place.device_id
    left join cases on events.case_id = cases.case_id
    left join site_place on coalesce(device_place.site, cases.site) = site_place.site
    left join sources on events.source_name = sources.source_name
    where list_contains($activities, events.activity) and coalesce(events.precision_s, 1) < 3600
)

select
    *,
    strftime(local_at, '%Y-%m') as month,
    cast(isodow(local_at) as integer) as weekday,
    cast(hour(local_at) as integer) as hour_of_day
from placed
