-- cardinality: for each activation there are at least `count` and at most `most` targets, anywhere in the case, that
-- agree with it in the column `per`; where that column is empty there is no activation.
-- activates: event
-- looks: around
-- decides: what is possible
-- needs: activation, target, count or most or both
-- takes: where, per
-- pending: while the case is open and there are not too many; without `most`, until there are enough
-- note: what is no proof (an operation outside its ticket's plan) can still be one too many.
select activation_id, 'too many' as possibility, 'violated' as outcome, true as settled, last_id as event_id
from counted
where all_at_most > $most
union all
select
    activation_id,
    'enough',
    if(closed or $most is null, 'fulfilled', 'pending'),
    $most is null,
    last_id
from counted
where
    proven_at_most >= $count
    and coalesce(greatest(proven_at_least, $count) + unproven_at_least <= $most, true)
union all
select activation_id, 'too few', if(closed, 'violated', 'pending'), false, last_id
from counted
where proven_at_least < $count and coalesce(all_at_least <= $most, true)
