case
    when {state} = {settled} then '{settles}'
    when not covered then 'no_evidence'
    when cut_off then 'cut_off'
    when {state} = 1 then 'order'
    when not {mendable} or {stopped} = 2 then '{otherwise}'
    when {mendable} is null then 'missing_attribute'
    when {stopped} = 1 then 'order'
    else 'pending'
end
