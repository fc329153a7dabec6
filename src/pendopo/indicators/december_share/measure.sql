-- What share of a year's spending was executed in December?
-- One row: value (share of the year, DOUBLE; null where no year is told by month).
-- Reads: budgets.lines (published). Parameters: $as_of.
-- One publisher: the government, whose code those of its units go on from (35.22, 35.22-1.01).
with foremost as (
    select min(lines.publisher) as publisher
    from lines
),

government as (
    select foremost.publisher
    from foremost
    cross join lines
    group by foremost.publisher
    having
        min(
            case
                when
                    lines.publisher = foremost.publisher
                    or lower(lines.publisher) like lower(foremost.publisher) || '-%'
                    or lower(lines.publisher) like lower(foremost.publisher) || '.%'
                    then 1
                else 0
            end
        ) = 1
),

-- Its lines of years that have ended. Loans and savings (GFSM 32, 33) are financing, whatever
-- direction a source gives them.
spending as (
    select
        lines.year,
        lines.month,
        lines.currency,
        lines.amount
    from lines
    inner join government on lines.publisher = government.publisher
    where
        lines.direction = 'expenditure'
        and lines.phase = 'executed'
        and lines.year < extract(year from $as_of)
        and (
            lines.gfsm is null
            or (lower(lines.gfsm) not like '32%' and lower(lines.gfsm) not like '33%')
        )
        and lines.month is not null
),

-- Years that are told by each of their twelve months.
complete as (
    select year
    from spending
    group by year
    having count(distinct month) = 12
),

latest as (
    select max(year) as year
    from complete
),

sums as (
    select
        min(spending.currency) as first_currency,
        max(spending.currency) as last_currency,
        sum(case when spending.month = 12 then spending.amount else 0 end) as december,
        sum(spending.amount) as whole
    from spending
    inner join latest on spending.year = latest.year
)

select max(cast(december as double) / nullif(cast(whole as double), 0)) as value
from sums
where first_currency = last_currency
