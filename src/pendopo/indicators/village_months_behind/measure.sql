-- How many months behind is what villages say they have carried out?
-- One row: value (months, the mean over villages with a budget, DOUBLE; null without one).
-- Reads: villages.books (published). Parameters: $as_of.
with planned as (
    select
        village,
        year
    from books
    where
        phase = 'approved'
        and year = extract(year from $as_of)
),

told as (
    select
        village,
        year,
        max(coalesce(carried_out_until, received_on)) as until
    from books
    where
        phase = 'executed'
        and coalesce(carried_out_until, received_on) <= $as_of
    group by village, year
),

behind as (
    select
        p.village,
        case
            when t.until is null then extract(month from $as_of)
            else extract(month from $as_of) - extract(month from t.until)
        end as months
    from planned as p
    left join told as t
        on
            p.village = t.village
            and p.year = t.year
)

select avg(cast(months as double)) as value
from behind
