-- The activations that an interrupter follows, in every admissible order (2) or in some (1): too late to mend them.
select
    activation_id,
    max(2 - earlier) as at_worst,
    max(case when known then 2 - earlier else 0 end) as at_best
from beside_activations
group by activation_id
