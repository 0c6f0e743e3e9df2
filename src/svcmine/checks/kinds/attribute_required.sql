-- attribute_required: each activation carries all the attributes, none of them empty, and what is required is true;
-- without an activation, each case.
-- activates: event if activation
-- looks: self
-- decides: the event itself
-- needs: attributes
-- takes: activation, required
-- pending: never
select
    activation_id,
    cast(null as varchar) as event_id,
    happened_at,
    obeys is not null as known,
    4 as serves
from activations
where attributes_present and obeys is not false
