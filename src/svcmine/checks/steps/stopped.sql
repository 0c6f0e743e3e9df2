-- The activations that an interrupter follows, in every admissible order (2) or in some (1): too late to mend them.
select
    activation.activation_id,
    max(2 - {earlier}) as at_worst,
    max(case when ({same}) is true then 2 - {earlier} else 0 end) as at_best
from activations as activation
inner join interrupters as interrupter on activation.key = interrupter.key
where interrupter.event_id <> activation.event_id and ({same}) is not false
group by activation.activation_id
