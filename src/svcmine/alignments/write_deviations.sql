-- write_deviations: what the alignment of a variant says, for every case of that variant with an exact alignment.
insert into deviations by name
select
    $run_id as run_id,
    alignments.case_id,
    alignments.process,
    variant_deviations.step,
    variant_deviations.position,
    variant_deviations.kind,
    variant_deviations.activity,
    variant_deviations.phase
from alignments
inner join variant_deviations on alignments.variant_id = variant_deviations.variant_id
where
    alignments.run_id = $run_id
    and alignments.status = 'exact'
order by alignments.case_id, variant_deviations.step
