-- What share of a year's money was left when the last finished year ended?
-- One row: value (share, DOUBLE; null where no village reported a whole year).
-- Reads: villages.books (published). Parameters: $as_of.
with ended as (
    select
        village,
        year,
        revenue,
        financing_in,
        balance
    from books
    where
        phase = 'executed'
        and year < extract(year from $as_of)
        and balance is not null
        -- What is left in June is not what the year leaves: reports that end earlier do not count.
        and year_received_on is not null
),

asked as (
    select max(year) as year
    from ended
)

select
    cast(sum(e.balance) as double)
    / nullif(cast(sum(e.revenue + e.financing_in) as double), 0) as value
from ended as e
inner join asked as a on e.year = a.year
