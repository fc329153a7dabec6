-- How many days before its year began was the newest budget decided?
-- One row: value (days, below zero when the year had begun, DOUBLE; null where no day is known).
-- Reads: documents.files (published). Parameters: $as_of.
-- One publisher: the government, whose code those of its units go on from (35.22, 35.22-1.01).
with foremost as (
    select min(files.publisher) as publisher
    from files
),

government as (
    select foremost.publisher
    from foremost
    cross join files
    group by foremost.publisher
    having
        min(
            case
                when
                    files.publisher = foremost.publisher
                    or lower(files.publisher) like lower(foremost.publisher) || '-%'
                    or lower(files.publisher) like lower(foremost.publisher) || '.%'
                    then 1
                else 0
            end
        ) = 1
),

decided as (
    select
        files.year,
        max(files.decided_on) as decided_on
    from files
    inner join government on files.publisher = government.publisher
    where
        files.document in ('enacted-budget', 'perda-apbd')
        and files.decided_on <= $as_of
    group by files.year
),

latest as (
    select max(year) as year
    from decided
)

select
    max(
        cast(
            date_diff(
                'day',
                decided.decided_on,
                cast(cast(decided.year as varchar) || '-01-01' as date)
            ) as double
        )
    ) as value
from decided
inner join latest on decided.year = latest.year
