-- What share of what villages planned to spend was spent, in the last year that is reported?
-- One row: value (share, DOUBLE; above 1 when more was spent; null where no village told both).
-- Reads: villages.books (published). Parameters: $as_of.
with planned as (
    select
        village,
        year,
        max(case when phase = 'approved' then expenditure end) as approved,
        max(case when phase = 'revised' then expenditure end) as revised,
        max(case when phase = 'executed' then expenditure end) as executed
    from books
    where year <= extract(year from $as_of)
    group by village, year
),

asked as (
    select max(year) as year
    from planned
    where
        executed is not null
        and (approved is not null or revised is not null)
)

select
    cast(sum(p.executed) as double)
    / nullif(cast(sum(coalesce(p.revised, p.approved)) as double), 0) as value
from planned as p
inner join asked as a on p.year = a.year
where
    p.executed is not null
    and (p.approved is not null or p.revised is not null)
