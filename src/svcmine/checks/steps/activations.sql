-- What the requirement binds: `applies` is unknown where `when` is.
select
    work.*,
    {key} as key,
    {applies} as applies,
    {from_at} as from_at,
    {until_at} as until_at,
    {covered} as covered,
    {cut_off} as cut_off{judged}
from {rows}
{joins}
where
    {bound}
