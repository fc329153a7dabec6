-- In the budget of {village} for {year} ({phase}), revenue less spending and financing leave
-- {left_over}, and a plan must leave 0.
-- weight: stop   table: lines   column: amount   source: Permendagri 20/2018
-- write: Mend what is wrong: revenue {revenue}, spending {expenditure}, financing {financing}.
with added as (
    select
        village,
        year,
        phase,
        min(line) as line,
        coalesce(sum(amount) filter (where direction = 'revenue'), 0) as revenue,
        coalesce(sum(amount) filter (where direction = 'expenditure'), 0) as expenditure,
        coalesce(sum(amount) filter (where direction = 'financing-in'), 0)
        - coalesce(sum(amount) filter (where direction = 'financing-out'), 0) as financing
    from lines
    group by village, year, phase
)

select
    line,
    village,
    year,
    phase,
    revenue,
    expenditure,
    financing,
    revenue - expenditure + financing as left_over,
    revenue - expenditure + financing as amount
from added
where
    phase <> 'executed'
    and revenue - expenditure + financing <> 0
