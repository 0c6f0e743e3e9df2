-- The unmapped columns of each case, merged by the same rule as its attributes; keys in alphabetical order.
with entries as (
    select
        record.case_id,
        entry.key,
        cast(entry.value as varchar) as value,
        coalesce(record.source_time, timestamptz '0001-01-01 00:00:00+00') as said_at
    from ticket_records as record, json_each(record.extra) as entry
    where record.case_id is not null and record.extra is not null
),

winners as (
    select
        case_id,
        key,
        max(struct_pack(said_at := said_at, value := value)).value as value
    from entries
    where value <> 'null'
    group by case_id, key
)

select
    case_id,
    '{' || string_agg(cast(to_json(key) as varchar) || ':' || value, ',' order by key) || '}' as extra
from winners
group by case_id
