-- {code} is listed {times} times for one time.
-- weight: stop   table: places   column: code
-- write: Keep one row; or say with since and until when each of them held.
select
    one.line,
    one.code,
    count(*) + 1 as times
from places as one
inner join places as other
    on
        one.scheme = other.scheme
        and one.code = other.code
        and one.line <> other.line
        and coalesce(one.since, date '0001-01-01') < coalesce(other.until, date '9999-12-31')
        and coalesce(other.since, date '0001-01-01') < coalesce(one.until, date '9999-12-31')
group by one.line, one.code
