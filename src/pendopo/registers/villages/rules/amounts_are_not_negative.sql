-- {account_code} of {village} is {amount}, and no note says why it is below zero.
-- weight: warn   table: lines   column: amount
-- write: Say under note what was paid back or corrected; or mend the sign.
select
    line,
    village,
    account_code,
    amount
from lines
where
    amount < 0
    and note is null
