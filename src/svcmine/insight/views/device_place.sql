-- Where each device stands. A device listed more than once gets one row, whatever the order of loading.
select
    device_id,
    max(site) as site,
    max(product) as product
from devices
group by device_id
