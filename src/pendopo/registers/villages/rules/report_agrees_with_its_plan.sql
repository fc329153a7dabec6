-- The report of {village} says that {said} was planned to be spent in {year}; its budget says
-- {planned}.
-- weight: warn   table: lines   column: planned   source: Permendagri 20/2018
-- write: Hand in the budget as revised, or the report printed anew.
with budgets as (
    select
        village,
        year,
        phase,
        direction,
        amount
    from lines
    union all
    select
        village,
        year,
        phase,
        direction,
        amount
    from published.lines as earlier
    where
        not exists (
            select 1
            from lines
            where
                lines.village = earlier.village
                and lines.year = earlier.year
                and lines.phase = earlier.phase
        )
),

plans as (
    select
        village,
        year,
        phase,
        sum(amount) as planned
    from budgets
    where
        direction = 'expenditure'
        and phase in ('approved', 'revised')
    group by village, year, phase
),

reports as (
    select
        village,
        year,
        min(line) as line,
        sum(planned) as said
    from lines
    where
        phase = 'executed'
        and direction = 'expenditure'
        and planned is not null
    group by village, year
)

select
    reports.line,
    reports.village,
    reports.year,
    reports.said,
    max(plans.planned) as planned
from reports
inner join plans
    on
        reports.village = plans.village
        and reports.year = plans.year
group by reports.line, reports.village, reports.year, reports.said
-- The report may have been printed before the revision, or after it.
having max((plans.planned = reports.said)::int) = 0
