select
    cast(null as varchar) as activation_id,
    0 as surely,
    0 as perhaps,
    struct_pack(at := cast(null as timestamptz), id := cast(null as varchar)) as witness
where false
