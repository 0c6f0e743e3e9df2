select cast(null as bigint) as activation_id, 0 as at_worst, 0 as at_best
where false
