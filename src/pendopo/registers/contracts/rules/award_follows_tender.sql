-- Award {award_id} is dated {award_date}, before the tender opened on {tender_opened}.
-- weight: warn   table: awards   column: date   source: OCDS 1.1, awards/date
-- write: Write the day of the award as day, month and year in their right places.
with opened as (
    select
        ocid,
        min(opened) as tender_opened
    from tenders
    where opened is not null
    group by ocid
)

select
    awards.line,
    awards.award_id,
    awards.date as award_date,
    opened.tender_opened
from awards
inner join opened on awards.ocid = opened.ocid
where awards.date < opened.tender_opened
