-- What the sources would have shown: per source and origin the span, and how many devices and sites it names.
select
    source_name,
    origin,
    min(valid_from) as valid_from,
    max(valid_to) as valid_to,
    count(distinct device_id) as devices,
    count(distinct site) as sites,
    bool_or(coalesce(declared, false)) as declared
from coverage
group by source_name, origin
order by source_name, origin
