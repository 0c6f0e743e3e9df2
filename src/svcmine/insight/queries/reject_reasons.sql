-- Why records were rejected, per source, with the first such record as the example.
with reasons as (
    select
        loads.source_name,
        rejects.reason,
        count(*) as records,
        min(coalesce(loads.file_name, '') || ' #' || cast(rejects.source_row as varchar) || ': '
            || coalesce(rejects.detail, '')) as example
    from rejects
    left join loads on rejects.load_id = loads.load_id
    group by loads.source_name, rejects.reason
)

select *
from reasons
order by records desc, source_name, reason
