-- The latest run's tallies with the severity of each requirement, as the run noted its norms.
select
    tally.norm_id,
    tally.requirement,
    coalesce(said.severity, 'info') as severity,
    tally.month,
    tally.process,
    tally.region,
    tally.team,
    tally.product,
    cast(sum(tally.activations) as bigint) as activations,
    cast(sum(tally.fulfilled) as bigint) as fulfilled,
    cast(sum(tally.violated) as bigint) as violated,
    cast(sum(tally.pending) as bigint) as pending,
    cast(sum(tally.waived) as bigint) as waived,
    cast(sum(tally.undecidable) as bigint) as undecidable
from latest_tallies as tally
left join memory.board.requirements as said
    on tally.norm_id = said.norm_id and tally.requirement = said.requirement
group by all
