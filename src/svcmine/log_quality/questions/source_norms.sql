-- Each norm of the latest check for each source that told of its activations: how many of them could be judged. The
-- source of a case obligation is that of the case's records.
with counted as (
    select
        coalesce(source_name, '–') as source_name,
        norm_id,
        cast(sum(activations) as bigint) as activations,
        cast(sum(fulfilled + violated + waived) as bigint) as judged,
        cast(sum(pending) as bigint) as pending,
        cast(sum(undecidable) as bigint) as undecidable
    from latest_tallies
    group by 1, norm_id
),

record_sources as (
    select case_id, min(source_name) as source_name
    from ticket_records
    group by case_id
),

reasons as (
    select
        coalesce(case when found.event_id is null then record_sources.source_name else events.source_name end, '–')
            as source_name,
        found.norm_id,
        found.reason,
        count(*) as activations
    from latest_findings as found
    left join events on found.event_id = events.event_id
    left join record_sources on found.case_id = record_sources.case_id
    where found.verdict = 'undecidable'
    group by 1, found.norm_id, found.reason
),

main_reasons as (
    select source_name, norm_id, max(struct_pack(activations := activations, reason := reason)).reason as reason
    from reasons
    group by source_name, norm_id
)

select
    counted.source_name,
    counted.norm_id,
    counted.activations,
    counted.judged,
    counted.pending,
    counted.undecidable,
    counted.judged / nullif(counted.judged + counted.undecidable, 0) as share,
    main_reasons.reason
from counted
left join main_reasons on counted.source_name = main_reasons.source_name and counted.norm_id = main_reasons.norm_id
order by counted.source_name, share nulls last, counted.norm_id
