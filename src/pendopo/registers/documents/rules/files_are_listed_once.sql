-- {address} is listed {times} times.
-- weight: stop   table: files   column: address
-- write: Keep one row a file.
select
    one.line,
    one.address,
    count(*) + 1 as times
from files as one
inner join files as other on one.address = other.address and one.line <> other.line
group by one.line, one.address
