-- The most frequent variants of aligned cases, with the activities of the least case id as the example.
with counted as (
    select
        process,
        variant_id,
        count(*) as cases,
        min(case_id) as example,
        min(status) as status,
        avg(fitness) as fitness,
        avg(cost) as cost
    from alignment_fact
    where $month is null or month = $month
    group by process, variant_id
),

top as (
    select *
    from counted
    order by cases desc, process, variant_id
    limit $most
)

select
    top.process,
    top.variant_id,
    top.cases,
    top.example,
    top.status,
    round(top.fitness, 4) as fitness,
    round(top.cost, 4) as cost,
    list(events.activity order by events.position) as activities
from top
left join events on top.example = events.case_id
group by all
order by top.cases desc, top.process, top.variant_id
