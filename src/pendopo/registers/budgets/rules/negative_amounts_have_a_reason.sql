-- {label} is {amount} ({phase}), and no note says why it is below zero.
-- weight: warn   table: lines   column: amount
-- write: Say under note what was paid back or corrected; or mend the sign.
select
    line,
    coalesce(label, line_id, code) as label,
    amount,
    phase
from lines
where
    amount < 0
    and note is null
