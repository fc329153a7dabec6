-- {account_code} of {village} stands {times} times in one activity and source ({phase}, {year}).
-- weight: warn   table: lines   column: account_code
-- write: Add them up, or give each its own account; a line typed twice counts twice.
select
    village,
    year,
    phase,
    account_code,
    min(line) as line,
    count(*) as times
from lines
group by village, year, phase, activity_code, account_code, source, account, note
having times > 1
