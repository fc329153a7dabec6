-- {label} ({amount}) has no code in any classification.
-- weight: warn   table: lines   column: code
-- write: Fill in its code; a row that is a total or a heading is marked under total.
select
    line,
    coalesce(label, note, '#' || line) as label,
    amount,
    code
from lines
where
    code is null
    and administrative_1_code is null
    and functional_1_code is null
    and economic_1_code is null
    and programme_1_code is null
    and source_1_code is null
    and geography_1_code is null
