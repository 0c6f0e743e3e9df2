-- The activations that an interrupter follows, in every admissible order (4) or in some: too late to mend them.
select
    activation_id,
    max(4 - earlier) as at_worst,
    max(case when known then 4 - earlier else 0 end) as at_best
from beside_activations
group by activation_id
