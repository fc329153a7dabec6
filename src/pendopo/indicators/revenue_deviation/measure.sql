-- How far did revenue by class stray from the approved budget?
-- One row: value (share of what came in, DOUBLE; null where no year has both).
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
income as (
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
        lines.direction = 'revenue'
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
    from income
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
        income.currency,
        income.gfsm,
        income.economic_3_code,
        income.economic_2_code,
        case
            when income.phase = 'approved' then income.amount
            else 0
        end as planned,
        case
            when income.phase = 'executed' and (complete.whole = 0 or income.month is null)
                then income.amount
            else 0
        end as executed
    from income
    inner join complete on income.year = complete.year
    inner join latest on complete.year = latest.year
),

-- Three digits of GFSM, as PEFA 2016 asks in 3.2:1, where every line that has a class has three;
-- else the first two.
finest as (
    select min(case when lower(gfsm) like '___%' then 3 else 2 end) as digits
    from counted
    where gfsm is not null
),

placed as (
    select
        counted.currency,
        counted.planned,
        counted.executed,
        case
            when finest.digits = 3 and lower(counted.gfsm) like '111%' then 'class 111'
            when finest.digits = 3 and lower(counted.gfsm) like '112%' then 'class 112'
            when finest.digits = 3 and lower(counted.gfsm) like '113%' then 'class 113'
            when finest.digits = 3 and lower(counted.gfsm) like '114%' then 'class 114'
            when finest.digits = 3 and lower(counted.gfsm) like '115%' then 'class 115'
            when finest.digits = 3 and lower(counted.gfsm) like '116%' then 'class 116'
            when finest.digits = 3 and lower(counted.gfsm) like '121%' then 'class 121'
            when finest.digits = 3 and lower(counted.gfsm) like '122%' then 'class 122'
            when finest.digits = 3 and lower(counted.gfsm) like '131%' then 'class 131'
            when finest.digits = 3 and lower(counted.gfsm) like '132%' then 'class 132'
            when finest.digits = 3 and lower(counted.gfsm) like '133%' then 'class 133'
            when finest.digits = 3 and lower(counted.gfsm) like '141%' then 'class 141'
            when finest.digits = 3 and lower(counted.gfsm) like '142%' then 'class 142'
            when finest.digits = 3 and lower(counted.gfsm) like '143%' then 'class 143'
            when finest.digits = 3 and lower(counted.gfsm) like '144%' then 'class 144'
            when finest.digits = 3 and lower(counted.gfsm) like '145%' then 'class 145'
            when lower(counted.gfsm) like '11%' then 'class 11'
            when lower(counted.gfsm) like '12%' then 'class 12'
            when lower(counted.gfsm) like '13%' then 'class 13'
            when lower(counted.gfsm) like '14%' then 'class 14'
            when lower(counted.gfsm) like '31%' then 'class 31'
            else coalesce(counted.gfsm, counted.economic_3_code, counted.economic_2_code)
        end as head
    from counted
    cross join finest
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
