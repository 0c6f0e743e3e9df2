-- The id of a finding, stable over runs: the same obligation of the same event or operation of the same case.
substr(
    sha256(
        $norm_id || '|' || cast($requirement as varchar) || '|' || coalesce(event_id, operation_id, '') || '|'
        || coalesce(case_id, '')
    ), 1, 32
)
