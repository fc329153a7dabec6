-- {label} ({gfsm}) is {direction} here, and by GFSM a loan, a repayment or savings: financing.
-- weight: warn   table: lines   column: direction   source: IMF GFSM 2014
-- write: Write financing-in for what comes in and financing-out for what goes out.
select
    line,
    coalesce(label, line_id, code) as label,
    gfsm,
    direction
from lines
where
    direction in ('revenue', 'expenditure')
    and (gfsm like '32%' or gfsm like '33%')
