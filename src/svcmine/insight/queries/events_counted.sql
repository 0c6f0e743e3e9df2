-- How many cases and events there are, and how many of them are open or without a case: one row.
select
    (select count(*) from cases) as cases,
    (select count(*) from cases where closed_at is null) as open_cases,
    (select count(*) from events) as events,
    (select count(*) from events where case_id is null) as events_without_case,
    (select count(*) from operations) as operations,
    (select count(*) from operations where activity is null) as operations_without_activity
