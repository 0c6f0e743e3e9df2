-- exactly: in each case, the activity happens `count` times, no more and no less.
-- activates: case
-- looks: around
-- decides: what is possible
-- needs: activation, count
-- takes: where
-- pending: while the case is open and the activity has not happened too often
-- note: what is no proof (an operation outside its ticket's plan) can still be one too many.
select activation_id, 'too many' as possibility, 'violated' as outcome, true as settled, last_id as event_id
from counted
where all_at_most > $count
union all
select activation_id, 'as many', if(closed, 'fulfilled', 'pending'), false, last_id
from counted
where unproven_at_least = 0 and proven_at_least <= $count and proven_at_most >= $count
union all
select activation_id, 'too few', if(closed, 'violated', 'pending'), false, last_id
from counted
where proven_at_least < $count and all_at_least <= $count
