-- One row a session: whose it was, how it began and ended, how its operations fit tickets, and its case if it is one.
select
    part.session,
    part.device_id,
    part.account,
    max(case when part.is_first then part.person end) as person,
    part.session_id,
    max(case when part.is_first then part.source_ip end) as source_ip,
    part.source_name,
    min(part.happened_at) as started_at,
    max(part.last_at) as ended_at,
    max(case when part.is_first then case when part.activity = 'login_device' then 'login' else 'no login' end end)
        as began,
    max(case when part.is_last then
        case
            when part.activity = 'logout_device' then 'logout'
            when part.next_start is null then 'last of the log'
            when part.next_start = 'login' then 'next login'
            else 'silence'
        end
    end) as ended,
    count(*) as operations,
    sum(case when part.activity is null then 1 else 0 end) as unclassified,
    sum(case when matched.match = 'matched' then 1 else 0 end) as matched,
    sum(case when matched.match = 'outside_window' then 1 else 0 end) as outside_window,
    sum(case when matched.match = 'wrong_device' then 1 else 0 end) as wrong_device,
    sum(case when matched.match = 'wrong_person' then 1 else 0 end) as wrong_person,
    sum(case when matched.match = 'unticketed' then 1 else 0 end) as unticketed,
    count(distinct matched.case_id) as cases,
    case when count(distinct matched.case_id) = 1 then min(matched.case_id) end as case_id
from operation_session as part
inner join operation_match as matched on part.operation_id = matched.operation_id
group by part.session, part.device_id, part.account, part.session_id, part.source_name
