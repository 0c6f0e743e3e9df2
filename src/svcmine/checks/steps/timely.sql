-- Whether a target of another clock is within the activation's limits, graded as in the step `order`.
case
    when target.clock is not distinct from activation.clock then 4
    when {surely} then 4
    when {as_recorded} then 3
    else 1
end
