-- The alignments of each process's latest run, with the site-local month in which the case closed.
with process_runs as (
    select distinct
        process,
        run_id
    from alignments
),

ranked as (
    select
        process_runs.process,
        process_runs.run_id,
        row_number() over (
            partition by process_runs.process order by runs.started_at desc, process_runs.run_id asc
        ) as age
    from process_runs
    left join runs on process_runs.run_id = runs.run_id
)

select
    alignments.*,
    cases.team,
    strftime(cases.closed_at at time zone coalesce(site_place.timezone, 'UTC'), '%Y-%m') as month
from alignments
inner join ranked
    on
        alignments.run_id = ranked.run_id
        and alignments.process is not distinct from ranked.process
        and ranked.age = 1
left join cases on alignments.case_id = cases.case_id
left join site_place on cases.site = site_place.site
