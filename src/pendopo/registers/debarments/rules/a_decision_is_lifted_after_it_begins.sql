-- Shut out from {since}, and lifted on {lifted}, which is before it.
-- weight: stop   table: debarments   column: lifted
-- write: Look whether day and month were swapped.
select
    line,
    since,
    lifted
from debarments
where lifted < since
