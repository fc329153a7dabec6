-- What share of villages' planned spending goes into building and what lasts?
-- One row: value (share from 0 to 1, DOUBLE; null where no plan is published).
-- Reads: villages.lines (published). Parameters: $as_of.
with asked as (
    select max(year) as year
    from lines
    where
        phase = 'approved'
        and year <= extract(year from $as_of)
)

select
    cast(sum(case when l.account_group_code = '5.3' then l.amount else 0 end) as double)
    / nullif(cast(sum(l.amount) as double), 0) as value
from lines as l
inner join asked as a on l.year = a.year
where
    l.phase = 'approved'
    and l.direction = 'expenditure'
