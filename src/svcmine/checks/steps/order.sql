case
    when {x}.latest < {y}.earliest then 2
    when {y}.latest < {x}.earliest then 0
    when
        {x}.ordered_by = {y}.ordered_by
        and {x}.happened_at = {y}.happened_at
        and {x}.sequence <> {y}.sequence
        then case when {x}.sequence < {y}.sequence then 2 else 0 end
    else 1
end
