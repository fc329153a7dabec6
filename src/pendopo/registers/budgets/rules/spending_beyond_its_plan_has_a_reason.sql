-- Of {label} {executed} was executed, and {planned} planned in {year}; no note says why.
-- weight: warn   table: lines   column: amount   source: PP 12/2019, art. 124
-- write: Say under note why more was spent than planned, or publish the budget as revised.
with everything as (
    select
        line,
        year,
        phase,
        direction,
        publisher,
        line_id,
        label,
        amount,
        note
    from lines
    union all
    select
        null as line,
        year,
        phase,
        direction,
        publisher,
        line_id,
        label,
        amount,
        note
    from published.lines
),

compared as (
    select
        year,
        publisher,
        line_id,
        min(line) filter (where phase = 'executed') as line,
        coalesce(any_value(label), line_id) as label,
        sum(amount) filter (where phase = 'executed') as executed,
        coalesce(
            sum(amount) filter (where phase = 'revised'),
            sum(amount) filter (where phase = 'approved')
        ) as planned,
        count(note) filter (where phase = 'executed') as reasons
    from everything
    where
        direction in ('expenditure', 'financing-out')
        and line_id is not null
    group by year, publisher, line_id
)

select
    line,
    label,
    executed,
    planned,
    year,
    executed as amount
from compared
where
    line is not null
    and executed > planned
    and reasons = 0
