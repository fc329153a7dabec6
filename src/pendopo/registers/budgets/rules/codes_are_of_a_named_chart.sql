-- {label} has codes, and its chart of accounts is not named.
-- weight: note   table: lines   column: chart
-- write: Name the chart and its edition under chart, such as permendagri-90-2019.
select
    line,
    coalesce(label, line_id) as label,
    chart
from lines
where
    chart is null
    and coalesce(functional_1_code, economic_1_code) is not null
