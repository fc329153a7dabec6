-- How many days pass from the opening of a tender to its first award?
-- One row: value (days, the median, DOUBLE; null where no award qualifies).
-- Reads: contracts.processes (published). Parameters: $as_of.
with waits as (
    select
        ocid,
        date_diff('day', tender_opened, award_date) as days
    from processes
    where
        award_date >= tender_opened
        and award_date <= $as_of
),

ranked as (
    select
        days,
        row_number() over (order by days asc nulls last, ocid asc nulls last) as i,
        count(*) over () as n
    from waits
)

select avg(cast(days as double)) as value
from ranked
where
    2 * i >= n
    and 2 * i <= n + 2
