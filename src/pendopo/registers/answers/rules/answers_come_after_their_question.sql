-- Answered on {answered_on}, before it was asked on {asked_on}.
-- weight: stop   table: answers   column: answered_on
-- write: Look whether day and month were swapped.
select
    line,
    answered_on,
    asked_on
from answers
where answered_on < asked_on
