-- Whether x comes before y: in every admissible order (4), in some (2), in none (0).
-- Where clocks differ, also: only their tolerance can make it false (3), or true (1).
case
    when {x}.latest < {y}.earliest then 4
    when {y}.latest < {x}.earliest then 0
    when
        {x}.ordered_by = {y}.ordered_by
        and {x}.happened_at = {y}.happened_at
        and {x}.sequence <> {y}.sequence
        then case when {x}.sequence < {y}.sequence then 4 else 0 end
    else 2
end
