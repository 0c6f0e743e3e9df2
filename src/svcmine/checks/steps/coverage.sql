-- Of each place that a row can have: when an origin's sources cover it, and since when they show it. Ranges that overlap
-- are one; those of no place hold everywhere.
with of_origin as (
    select distinct device_id, site, valid_from, valid_to
    from coverage
    where origin = $origin and valid_from <= $as_of
),

places as (
    select distinct pairs.device_id, coalesce(devices.site, known_cases.site) as site
    from (select distinct device_id, case_id from events where happened_at <= $as_of) as pairs
    left join devices on pairs.device_id = devices.device_id
    left join known_cases on pairs.case_id = known_cases.case_id
    union
    select cast(null as varchar) as device_id, site
    from known_cases
),

covering as (
    select places.device_id, places.site, of_origin.valid_from, of_origin.valid_to
    from places
    cross join of_origin
    where of_origin.device_id is null and of_origin.site is null
    union all
    select places.device_id, places.site, of_origin.valid_from, of_origin.valid_to
    from places
    inner join of_origin on places.device_id = of_origin.device_id
    where of_origin.site is null or of_origin.site = places.site
    union all
    select places.device_id, places.site, of_origin.valid_from, of_origin.valid_to
    from places
    inner join of_origin on places.site = of_origin.site
    where of_origin.device_id is null
),

beside_earlier as (
    select
        *,
        max(valid_to) over (
            partition by device_id, site order by valid_from, valid_to
            rows between unbounded preceding and 1 preceding
        ) as reached
    from covering
),

numbered as (
    select
        *,
        sum(case when valid_from <= reached then 0 else 1 end) over (
            partition by device_id, site order by valid_from, valid_to
            rows between unbounded preceding and current row
        ) as stretch
    from beside_earlier
),

stretches as (
    select device_id, site, min(valid_from) as valid_from, max(valid_to) as valid_to
    from numbered
    group by device_id, site, stretch
)

select
    device_id,
    site,
    list(struct_pack(valid_from := valid_from, valid_to := valid_to)) as spans,
    min(valid_from) as shown_from
from stretches
group by device_id, site
