-- What share of planned spending was executed?
-- One row: value (share of the plan, DOUBLE; null where no year has both).
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
        lines.phase,
        lines.month,
        lines.currency,
        lines.amount
    from lines
    inner join government on lines.publisher = government.publisher
    where
        lines.direction = 'expenditure'
        and lines.phase in ('approved', 'revised', 'executed')
        and lines.year < extract(year from $as_of)
        and (
            lines.gfsm is null
            or (lower(lines.gfsm) not like '32%' and lower(lines.gfsm) not like '33%')
        )
),

-- Years with a plan, and with all that was executed: told as a whole, or by each of twelve months.
complete as (
    select
        year,
        max(case when phase = 'executed' and month is null then 1 else 0 end) as whole,
        max(case when phase = 'revised' then 1 else 0 end) as revised
    from spending
    group by year
    having
        max(case when phase in ('approved', 'revised') then 1 else 0 end) = 1
        and (
            max(case when phase = 'executed' and month is null then 1 else 0 end) = 1
            or count(distinct case when phase = 'executed' then month end) = 12
        )
),

latest as (
    select max(year) as year
    from complete
),

counted as (
    select
        spending.currency,
        case
            when
                (spending.phase = 'revised' and complete.revised = 1)
                or (spending.phase = 'approved' and complete.revised = 0)
                then spending.amount
            else 0
        end as planned,
        case
            when spending.phase = 'executed' and (complete.whole = 0 or spending.month is null)
                then spending.amount
            else 0
        end as executed
    from spending
    inner join complete on spending.year = complete.year
    inner join latest on complete.year = latest.year
),

sums as (
    select
        min(currency) as first_currency,
        max(currency) as last_currency,
        sum(executed) as executed,
        sum(planned) as planned
    from counted
)

select max(cast(executed as double) / nullif(cast(planned as double), 0)) as value
from sums
where first_currency = last_currency
