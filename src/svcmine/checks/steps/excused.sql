-- The violations that an event of the same case excuses, in every admissible order (4) or in some.
select
    judged.activation_id,
    max(case when excuse.fits then {grade} else 0 end) as surely,
    max({grade}) as perhaps,
    min(case when excuse.fits and {grade} = 4 then struct_pack(at := excuse.happened_at, id := excuse.event_id) end)
    as witness
from judged
inner join excuses as excuse on judged.case_id = excuse.key
where judged.outcome = 'violated' and excuse.event_id is distinct from judged.event_id
group by judged.activation_id
