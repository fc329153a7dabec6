-- Shut out from {since}, and until {until}, which is before it.
-- weight: stop   table: debarments   column: until
-- write: Look whether day and month were swapped.
select
    line,
    since,
    until
from debarments
where until < since
