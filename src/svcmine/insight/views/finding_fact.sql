-- The latest run's findings with the place, team, local time, month and source record of each.
-- Place: the device's site, else the case's. Time: the activation's; the case's opening for case obligations.
with placed as (
    select
        finding.*,
        cases.process,
        cases.team,
        cases.customer,
        cases.region as case_region,
        coalesce(device_place.site, cases.site) as site,
        coalesce(device_place.product, cases.product) as product,
        coalesce(finding.happened_at, cases.opened_at) as moment,
        events.person,
        coalesce(operations.load_id, events.load_id) as load_id,
        coalesce(operations.source_row, events.source_row) as source_row,
        coalesce(operations.source_name, events.source_name) as source_name
    from latest_findings as finding
    left join cases on finding.case_id = cases.case_id
    left join events on finding.event_id = events.event_id
    left join operations on finding.operation_id = operations.operation_id
    left join device_place on finding.device_id = device_place.device_id
),

zoned as (
    select
        placed.*,
        coalesce(site_place.region, placed.case_region) as region,
        coalesce(site_place.timezone, sources.timezone, 'UTC') as timezone
    from placed
    left join site_place on placed.site = site_place.site
    left join sources on placed.source_name = sources.source_name
)

select
    zoned.*,
    zoned.moment at time zone zoned.timezone as local_at,
    strftime(zoned.moment at time zone zoned.timezone, '%Y-%m') as month,
    loads.file_name
from zoned
left join loads on zoned.load_id = loads.load_id
