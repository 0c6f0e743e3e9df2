-- The deviations of the alignments in alignment_fact.
select
    deviations.*,
    alignment_fact.month,
    alignment_fact.variant_id,
    alignment_fact.team,
    alignment_fact.fitness
from deviations
inner join alignment_fact
    on
        deviations.run_id = alignment_fact.run_id
        and deviations.case_id = alignment_fact.case_id
