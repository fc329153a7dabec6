-- {code} begins on {since} and ends on {until}.
-- weight: stop   table: places   column: until
-- write: Write under until the first day that the row holds no more, after that under since.
select
    line,
    code,
    since,
    until
from places
where until <= since
