-- Of {lines_there} amounts that are said to be {phase} in {year}, {round_ones} end in 000,
-- as plans do.
-- weight: warn   table: lines   column: phase
-- write: Look whether they are planned: before and after a revision is approved and revised.
select
    year,
    phase,
    publisher,
    min(line) as line,
    count(*) as lines_there,
    count(*) filter (where amount % 1000 = 0) as round_ones
from lines
where
    phase in ('executed', 'audited')
    and amount <> 0
    and currency in ('IDR', 'VND', 'KRW', 'JPY', 'LAK', 'KHR', 'MMK', 'TZS', 'UGX', 'COP', 'PYG')
group by year, phase, publisher
having
    lines_there >= 20
    and round_ones >= 0.9 * lines_there
