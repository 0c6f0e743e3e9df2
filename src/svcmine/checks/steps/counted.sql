-- How many targets each activation has: of those that prove something, of the others, and of all; at least (those that
-- are surely targets) and at most.
select
    activations.activation_id,
    activations.closed,
    count(*) filter (where pairs.proves and pairs.known) as proven_at_least,
    count(*) filter (where pairs.proves) as proven_at_most,
    count(*) filter (where not pairs.proves and pairs.known) as unproven_at_least,
    count(*) filter (where not pairs.proves) as unproven_at_most,
    count(*) filter (where pairs.known) as all_at_least,
    count(pairs.activation_id) as all_at_most,
    max(struct_pack(at := pairs.happened_at, id := pairs.event_id)).id as last_id
from activations
left join pairs on activations.activation_id = pairs.activation_id
group by activations.activation_id, activations.closed
