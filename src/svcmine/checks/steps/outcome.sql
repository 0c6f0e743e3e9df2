case
    when {state} = {settled} then '{settles}'
    when not covered then 'no_evidence'
    when cut_off then 'cut_off'
    when {state} = 1 then 'order'
    when mendable and {stopped} = 2 then '{otherwise}'
    when mendable and {stopped} = 1 then 'order'
    when mendable then 'pending'
    when mendable is null then 'missing_attribute'
    else '{otherwise}'
end
