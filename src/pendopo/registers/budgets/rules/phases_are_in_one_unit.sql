-- In {pairs} of {lines_there} lines of {year}, amounts as {phase} and as {other_phase} are {times}
-- times apart.
-- weight: stop   table: lines   column: amount
-- write: Write amounts in ones: a sheet in thousands needs factor = 1000 in its mapping.
with everything as (
    select
        line,
        year,
        phase,
        month,
        publisher,
        administrative_1_code,
        line_id,
        amount
    from lines
    union all
    select
        null as line,
        year,
        phase,
        month,
        publisher,
        administrative_1_code,
        line_id,
        amount
    from published.lines
),

-- What was executed in some months is held to that part of the plan.
added as (
    select
        year,
        phase,
        publisher,
        line_id,
        min(line) as line,
        min(administrative_1_code) as office,
        abs(sum(amount))::double
        * case when count(month) = count(*) then 12.0 / count(distinct month) else 1.0 end as amount
    from everything
    where
        line_id is not null
        and amount <> 0
    group by year, phase, publisher, line_id
),

compared as (
    select
        one.line,
        one.year,
        one.phase,
        other.phase as other_phase,
        one.publisher,
        one.office,
        greatest(one.amount, other.amount) / least(one.amount, other.amount) as ratio
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
),

-- Of a publisher's lines, and of each office's: often one office of many counts in thousands.
apart as (
    select
        year,
        phase,
        other_phase,
        publisher,
        grouping(office) as of_all,
        min(line) as line,
        max(times) as times,
        count(times) as pairs,
        count(*) as lines_there
    from in_units
    group by
        grouping sets (
            (year, phase, other_phase, publisher),
            (year, phase, other_phase, publisher, office)
        )
    having
        pairs >= 5
        and pairs >= 0.5 * lines_there
)

select
    one.year,
    one.phase,
    one.other_phase,
    one.line,
    one.times,
    one.pairs,
    one.lines_there
from apart as one
where
    one.of_all = 1
    or not exists (
        select 1
        from apart as other
        where
            other.of_all = 1
            and other.year = one.year
            and other.phase = one.phase
            and other.other_phase = one.other_phase
            and other.publisher = one.publisher
    )
