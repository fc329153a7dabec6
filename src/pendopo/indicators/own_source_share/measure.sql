-- What share of revenue does the government raise itself?
-- One row: value (share of revenue, DOUBLE; null where too much has no class).
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
-- direction a source gives them; what is sold of buildings and land (31) is no revenue either.
income as (
    select
        lines.year,
        lines.phase,
        lines.month,
        lines.currency,
        lines.amount,
        lines.gfsm
    from lines
    inner join government on lines.publisher = government.publisher
    where
        lines.direction = 'revenue'
        and lines.phase = 'executed'
        and lines.year < extract(year from $as_of)
        and (
            lines.gfsm is null
            or (lower(lines.gfsm) not like '32%' and lower(lines.gfsm) not like '33%')
        )
        and (lines.gfsm is null or lower(lines.gfsm) not like '31%')
),

-- Years with all that was executed: told as a whole, or by each of twelve months.
complete as (
    select
        year,
        max(case when phase = 'executed' and month is null then 1 else 0 end) as whole
    from income
    group by year
    having
        max(case when phase = 'executed' and month is null then 1 else 0 end) = 1
        or count(distinct case when phase = 'executed' then month end) = 12
),

latest as (
    select max(year) as year
    from complete
),

sums as (
    select
        min(income.currency) as first_currency,
        max(income.currency) as last_currency,
        sum(case when income.gfsm is not null then income.amount else 0 end) as known,
        sum(
            case
                when
                    lower(income.gfsm) like '11%'
                    or lower(income.gfsm) like '12%'
                    or lower(income.gfsm) like '14%'
                    then income.amount
                else 0
            end
        ) as own,
        sum(income.amount) as whole
    from income
    inner join complete on income.year = complete.year
    inner join latest on complete.year = latest.year
    where complete.whole = 0 or income.month is null
)

select max(cast(own as double) / nullif(cast(known as double), 0)) as value
from sums
where
    first_currency = last_currency
    and cast(known as double) * 1e2 >= cast(whole as double) * 98e0
