-- How many days after its decision was the newest budget published?
-- One row: value (days, DOUBLE; null where a day is not known).
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

papers as (
    select
        files.year,
        max(files.decided_on) as decided_on,
        min(files.published_on) as published_on
    from files
    inner join government on files.publisher = government.publisher
    where
        files.document in ('enacted-budget', 'perda-apbd')
        and files.published_on <= $as_of
    group by files.year
),

latest as (
    select max(year) as year
    from papers
)

select max(cast(date_diff('day', papers.decided_on, papers.published_on) as double)) as value
from papers
inner join latest on papers.year = latest.year
