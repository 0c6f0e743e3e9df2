-- Of each row: whether an origin's sources cover its place and time, and since when they show its place.
with of_origin as (
    select device_id, site, valid_from, valid_to
    from coverage
    where origin = $origin and valid_from <= $as_of
),

covering as (
    select work_rows.activation_id, work_rows.moment, of_origin.valid_from, of_origin.valid_to
    from work_rows
    cross join of_origin
    where of_origin.device_id is null and of_origin.site is null
    union all
    select work_rows.activation_id, work_rows.moment, of_origin.valid_from, of_origin.valid_to
    from work_rows
    inner join of_origin on work_rows.device_id = of_origin.device_id
    where of_origin.site is null or of_origin.site = work_rows.site
    union all
    select work_rows.activation_id, work_rows.moment, of_origin.valid_from, of_origin.valid_to
    from work_rows
    inner join of_origin on work_rows.site = of_origin.site
    where of_origin.device_id is null
)

select
    activation_id,
    max(case when valid_from <= moment and moment <= valid_to then 1 else 0 end) = 1 as covered,
    min(valid_from) as shown_from
from covering
group by activation_id
