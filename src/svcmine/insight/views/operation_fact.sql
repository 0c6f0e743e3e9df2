-- Device operations with their place and site-local time.
with placed as (
    select
        operations.*,
        device_place.site,
        coalesce(site_place.timezone, sources.timezone, 'UTC') as timezone,
        site_place.region
    from operations
    left join device_place on operations.device_id = device_place.device_id
    left join site_place on device_place.site = site_place.site
    left join sources on operations.source_name = sources.source_name
)

select
    placed.*,
    placed.happened_at at time zone placed.timezone as local_at,
    strftime(placed.happened_at at time zone placed.timezone, '%Y-%m') as month
from placed
