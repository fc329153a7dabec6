-- How far did spending by function stray from the approved budget?
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
-- direction a source gives them. Interest (24) is in no function: PEFA 2016, 2.1:1.
spending as (
    select
        lines.year,
        lines.phase,
        lines.month,
        lines.currency,
        lines.amount,
        lines.cofog,
        lines.functional_2_code,
        lines.functional_1_code
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
        and (lines.gfsm is null or lower(lines.gfsm) not like '24%')
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
        spending.cofog,
        spending.functional_2_code,
        spending.functional_1_code,
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

-- The ten functions of COFOG where 98 of 100 have one, else the heads of the chart: PEFA 2.1:2.
coverage as (
    select
        case
            when
                cast(
                    sum(
                        case when cofog is null then 0 else abs(planned) + abs(executed) end
                    ) as double
                )
                * 1e2
                >= cast(sum(abs(planned) + abs(executed)) as double) * 98e0
                then 1
            else 0
        end as by_cofog
    from counted
),

placed as (
    select
        counted.currency,
        counted.planned,
        counted.executed,
        case
            when coverage.by_cofog = 1 and lower(counted.cofog) like '01%' then 'division 01'
            when coverage.by_cofog = 1 and lower(counted.cofog) like '02%' then 'division 02'
            when coverage.by_cofog = 1 and lower(counted.cofog) like '03%' then 'division 03'
            when coverage.by_cofog = 1 and lower(counted.cofog) like '04%' then 'division 04'
            when coverage.by_cofog = 1 and lower(counted.cofog) like '05%' then 'division 05'
            when coverage.by_cofog = 1 and lower(counted.cofog) like '06%' then 'division 06'
            when coverage.by_cofog = 1 and lower(counted.cofog) like '07%' then 'division 07'
            when coverage.by_cofog = 1 and lower(counted.cofog) like '08%' then 'division 08'
            when coverage.by_cofog = 1 and lower(counted.cofog) like '09%' then 'division 09'
            when coverage.by_cofog = 1 and lower(counted.cofog) like '10%' then 'division 10'
            when coverage.by_cofog = 1 then 'no division'
            else coalesce(counted.functional_2_code, counted.functional_1_code, 'no function')
        end as head
    from counted
    cross join coverage
),

every_head as (
    select
        head,
        min(currency) as first_currency,
        max(currency) as last_currency,
        sum(executed) as executed,
        sum(planned) as planned
    from placed
    group by head
),

-- Of more than twenty heads those that make up 75 of 100 of the budget, the largest first; what is
-- left is one: PEFA 2016, data requirements of 2.1.
ranked as (
    select
        one.head,
        one.first_currency,
        one.last_currency,
        one.executed,
        one.planned,
        count(*) as heads,
        sum(other.planned) as whole,
        sum(
            case
                when
                    other.planned > one.planned
                    or (other.planned = one.planned and other.head < one.head)
                    then other.planned
                else 0
            end
        ) as larger
    from every_head as one
    cross join every_head as other
    group by
        one.head,
        one.first_currency,
        one.last_currency,
        one.executed,
        one.planned
),

chosen as (
    select
        first_currency,
        last_currency,
        executed,
        planned,
        case
            when
                heads <= 20
                or cast(larger as double) * 1e2 < cast(whole as double) * 75e0
                then head
            else 'the rest'
        end as head
    from ranked
),

heads as (
    select
        head,
        min(first_currency) as first_currency,
        max(last_currency) as last_currency,
        sum(executed) as executed,
        sum(planned) as planned
    from chosen
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
