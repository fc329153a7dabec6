-- How far did spending by economic class stray from the approved budget?
-- One row: value (share of what was spent, DOUBLE; null where no year has both).
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
        lines.amount,
        lines.gfsm,
        lines.economic_3_code,
        lines.economic_2_code
    from lines
    inner join government on lines.publisher = government.publisher
    where
        lines.direction = 'expenditure'
        and lines.phase in ('approved', 'executed')
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
        max(case when phase = 'executed' and month is null then 1 else 0 end) as whole
    from spending
    group by year
    having
        max(case when phase = 'approved' then 1 else 0 end) = 1
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
        spending.gfsm,
        spending.economic_3_code,
        spending.economic_2_code,
        case
            when spending.phase = 'approved' then spending.amount
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

-- The first two digits of GFSM, whatever more a line has: PEFA 2016, 2.2:2.
placed as (
    select
        currency,
        planned,
        executed,
        case
            when lower(gfsm) like '21%' then 'class 21'
            when lower(gfsm) like '22%' then 'class 22'
            when lower(gfsm) like '23%' then 'class 23'
            when lower(gfsm) like '24%' then 'class 24'
            when lower(gfsm) like '25%' then 'class 25'
            when lower(gfsm) like '26%' then 'class 26'
            when lower(gfsm) like '27%' then 'class 27'
            when lower(gfsm) like '28%' then 'class 28'
            when lower(gfsm) like '31%' then 'class 31'
            else coalesce(gfsm, economic_3_code, economic_2_code)
        end as head
    from counted
),

heads as (
    select
        head,
        min(currency) as first_currency,
        max(currency) as last_currency,
        sum(executed) as executed,
        sum(planned) as planned
    from placed
    group by head
),

sums as (
    select
        min(first_currency) as first_currency,
        max(last_currency) as last_currency,
        sum(executed) as executed,
        sum(planned) as planned
    from heads
)

select
    sum(
        abs(
            cast(heads.executed as double)
            - cast(heads.planned as double)
            * cast(sums.executed as double)
            / nullif(cast(sums.planned as double), 0)
        )
    )
    / nullif(cast(max(sums.executed) as double), 0) as value
from heads
cross join sums
where sums.first_currency = sums.last_currency
