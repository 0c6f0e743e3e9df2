-- What comes of a grade: where it is neither 4 nor 0, ties alone leave it open (2), or else the clocks.
case
    when {state} = {settled} then '{settles}'
    when not covered then 'no_evidence'
    when cut_off then 'cut_off'
    when {state} = 2 then 'order'
    when {state} in (1, 3) then case when {state} = 1 and {stopped} = 2 and {mendable} then 'order' else 'clock' end
    when not {mendable} or {stopped} = 4 then '{otherwise}'
    when {mendable} is null then 'missing_attribute'
    when {stopped} = 2 then 'order'
    when {stopped} > 0 then 'clock'
    else 'pending'
end
