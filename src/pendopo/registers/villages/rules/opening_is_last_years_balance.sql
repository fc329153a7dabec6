-- {village} opens {year} with {opened}, and {left_over} was left of the year before.
-- weight: warn   table: lines   column: amount   source: Permendagri 20/2018
-- write: Mend 6.1.1, or the year before; say under note what came between.
with everything as (
    select
        line,
        village,
        year,
        phase,
        direction,
        account_type_code,
        amount,
        note
    from lines
    union all
    select
        null as line,
        village,
        year,
        phase,
        direction,
        account_type_code,
        amount,
        note
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

-- What is left in June is not what the year leaves: only reports that tell of it to its end.
whole as (
    select
        village,
        year
    from books
    where
        phase = 'executed'
        and coalesce(carried_out_until, received_on) >= make_date(year, 12, 31)
    union
    select
        village,
        year
    from published.books as earlier
    where
        phase = 'executed'
        and coalesce(carried_out_until, received_on) >= make_date(year, 12, 31)
        and not exists (
            select 1
            from books
            where
                books.village = earlier.village
                and books.year = earlier.year
                and books.phase = earlier.phase
        )
),

ended as (
    select
        everything.village,
        everything.year,
        sum(
            case
                when everything.direction in ('revenue', 'financing-in') then everything.amount
                else -everything.amount
            end
        ) as left_over
    from everything
    inner join whole
        on
            everything.village = whole.village
            and everything.year = whole.year
    where everything.phase = 'executed'
    group by everything.village, everything.year
),

begun as (
    select
        village,
        year,
        min(line) as line,
        sum(amount) as opened,
        count(note) as reasons
    from everything
    where
        phase = 'executed'
        and account_type_code = '6.1.1'
    group by village, year
)

select
    begun.line,
    begun.village,
    begun.year,
    begun.opened,
    begun.opened as amount,
    ended.left_over
from begun
inner join ended
    on
        begun.village = ended.village
        and begun.year = ended.year + 1
where
    begun.line is not null
    and begun.opened <> ended.left_over
    and begun.reasons = 0
