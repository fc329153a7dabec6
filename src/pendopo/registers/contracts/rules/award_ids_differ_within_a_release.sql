-- {ocid} has {times} awards with the id {award_id} in one release; merging keeps the last.
-- weight: warn   table: awards   column: award_id   source: OCDS 1.1, identifier merge
-- write: Write an id of its own for each award.
select
    line,
    ocid,
    award_id,
    count(*) as times
from awards
where award_id is not null
group by line, ocid, award_id
having count(*) > 1
