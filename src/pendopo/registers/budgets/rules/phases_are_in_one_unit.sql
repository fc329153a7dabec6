-- In {pairs} of {lines_there} lines of {year}, amounts as {phase} and as {other_phase} are {times}
-- times apart.
-- weight: stop   table: lines   column: amount
-- write: Write amounts in ones: a sheet in thousands needs factor = 1000 in its mapping.
with everything as (
    select
        line,
        year,
        phase,
        publisher,
        line_id,
        amount
    from lines
    union all
    select
        null as line,
        year,
        phase,
        publisher,
        line_id,
        amount
    from published.lines
),

added as (
    select
        year,
        phase,
        publisher,
        line_id,
        min(line) as line,
        abs(sum(amount)) as amount
    from everything
    where
        line_id is not null
        and amount <> 0
        and phase <> 'executed'
    group by year, phase, publisher, line_id
),

compared as (
    select
        one.line,
        one.year,
        one.phase,
        other.phase as other_phase,
        one.publisher,
        greatest(one.amount, other.amount)::double
        / least(one.amount, other.amount) as ratio
    from added as one
    inner join added as other
        on
            one.year = other.year
            and one.publisher = other.publisher
            and one.line_id = other.line_id
            and one.phase <> other.phase
    where
        one.line is not null
        and one.amount > 0
        and other.amount > 0
),

in_units as (
    select
        *,
        case
            when ratio between 500 and 2000 then 1000
            when ratio between 500000 and 2000000 then 1000000
        end as times
    from compared
)

select
    year,
    phase,
    other_phase,
    min(line) as line,
    max(times) as times,
    count(times) as pairs,
    count(*) as lines_there
from in_units
group by year, phase, other_phase, publisher
having
    pairs >= 5
    and pairs >= 0.5 * lines_there
