-- write_alignments: one row a case, with the cost and fitness of its variant where its order is certain enough.
insert into alignments by name
select
    $run_id as run_id,
    aligned_cases.case_id,
    aligned_cases.process,
    aligned_cases.variant_id,
    case when undecided_cases.case_id is null then aligned_variants.status else 'undecidable' end as status,
    case when undecided_cases.case_id is null then aligned_variants.reason else undecided_cases.reason end as reason,
    case when undecided_cases.case_id is null then aligned_variants.cost end as cost,
    case when undecided_cases.case_id is null then aligned_variants.fitness end as fitness
from aligned_cases
inner join aligned_variants on aligned_cases.variant_id = aligned_variants.variant_id
left join undecided_cases on aligned_cases.case_id = undecided_cases.case_id
order by aligned_cases.case_id
