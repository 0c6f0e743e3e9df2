-- The step `order` where clocks may differ: what is nearer than their tolerance may have come the other way round.
case
    when {x}.clock is not distinct from {y}.clock then {order}
    when {x}.latest + {tolerance} < {y}.earliest then 4
    when {y}.latest + {tolerance} < {x}.earliest then 0
    else least(3, greatest(1, {order}))
end
