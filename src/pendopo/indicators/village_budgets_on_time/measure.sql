-- What share of villages had handed in their budget before its year began?
-- One row: value (share from 0 to 1, DOUBLE; null where no list of villages is published).
-- Reads: villages.books, places.places (published). Parameters: $as_of.
with used as (
    select distinct p.scheme
    from places as p
    inner join books as b on p.code = b.village
),

listed as (
    select distinct p.code
    from places as p
    inner join used as u on p.scheme = u.scheme
    where
        p.level = 4
        and (p.since is null or p.since <= $as_of)
        and (p.until is null or p.until > $as_of)
),

asked as (
    select max(year) as year
    from books
    where
        phase = 'approved'
        and year <= extract(year from $as_of)
),

kept as (
    select distinct b.village
    from books as b
    inner join asked as a on b.year = a.year
    where
        b.phase = 'approved'
        and extract(year from b.first_received_on) < b.year
)

select
    cast(sum(case when k.village is not null then 1 else 0 end) as double)
    / nullif(cast(count(*) as double), 0) as value
from listed as l
left join kept as k on l.code = k.village
