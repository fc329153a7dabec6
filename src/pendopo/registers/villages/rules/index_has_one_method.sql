-- {village} has two values of {method}, {part}, in {year}.
-- weight: stop   table: indices   column: value
-- write: Keep the value that was published; two methods have two names.
select
    village,
    year,
    method,
    part,
    min(line) as line
from indices
group by village, year, method, part
having count(*) > 1
