-- How much was spent on education for each person?
-- One row: value (currency a person and year, DOUBLE; null where one is not known).
-- Reads: budgets.lines, places.people (published). Parameters: $as_of.
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
        lines.phase,
        lines.month,
        lines.currency,
        lines.amount,
        lines.publisher,
        lines.cofog
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
),

-- Years with all that was executed: told as a whole, or by each of twelve months.
complete as (
    select
        year,
        max(case when phase = 'executed' and month is null then 1 else 0 end) as whole
    from spending
    group by year
    having
        max(case when phase = 'executed' and month is null then 1 else 0 end) = 1
        or count(distinct case when phase = 'executed' then month end) = 12
),

latest as (
    select max(year) as year
    from complete
),

spent as (
    select
        spending.publisher,
        spending.year,
        min(spending.currency) as first_currency,
        max(spending.currency) as last_currency,
        sum(case when spending.cofog is null then 0 else abs(spending.amount) end) as known,
        sum(abs(spending.amount)) as whole,
        sum(case when lower(spending.cofog) like '09%' then spending.amount end) as amount
    from spending
    inner join complete on spending.year = complete.year
    inner join latest on complete.year = latest.year
    where complete.whole = 0 or spending.month is null
    group by spending.publisher, spending.year
),

counted as (
    select
        people.code,
        people.year,
        min(people.people) as least,
        max(people.people) as most
    from people
    inner join latest on people.year = latest.year
    group by people.code, people.year
)

-- What has no function may be of this one: 98 of 100 must have one.
select max(cast(spent.amount as double) / nullif(cast(counted.most as double), 0)) as value
from spent
inner join counted
    on
        spent.publisher = counted.code
        and spent.year = counted.year
where
    counted.least = counted.most
    and spent.first_currency = spent.last_currency
    and cast(spent.known as double) * 1e2 >= cast(spent.whole as double) * 98e0
