-- {village} says that {stated_balance} is left of {year} ({phase}), and its lines leave
-- {left_over}.
-- weight: stop   table: books   column: stated_balance   source: Permendagri 20/2018
-- write: Mend the balance or the line that is wrong.
with added as (
    select
        village,
        year,
        phase,
        sum(
            case when direction in ('revenue', 'financing-in') then amount else -amount end
        ) as left_over
    from lines
    group by village, year, phase
)

select
    books.line,
    books.village,
    books.year,
    books.phase,
    books.stated_balance,
    added.left_over
from books
inner join added
    on
        books.village = added.village
        and books.year = added.year
        and books.phase = added.phase
where
    books.stated_balance is not null
    and books.stated_balance <> added.left_over
