-- {amount} of {label} was shortened by a spreadsheet: it may be wrong by {lost}.
-- weight: warn   table: lines   column: amount
-- write: Format the column of amounts as a number without decimals, and save the file anew.
select
    line,
    coalesce(label, line_id, code) as label,
    amount,
    lost
from lines
where lost > 0
union all
select
    line,
    coalesce(label, code) as label,
    amount,
    lost
from totals
where lost > 0
