-- Quartiles of the winning bids against the next lowest ones: R-8, as Cardinal does.
-- One row: q1, q3, compared_rows.
-- Steps: duels.
with ranked as (
    select
        m.value,
        row_number() over (order by m.value asc nulls last, m.subject asc nulls last) as n,
        count(*) over () as c
    from duels as m
    where m.value is not null
),

placed as (
    select
        r.value,
        r.n,
        r.c,
        (cast(r.c as double) + 1e0 / 3e0) * 25e-2 + 1e0 / 3e0 as h1,
        (cast(r.c as double) + 1e0 / 3e0) * 75e-2 + 1e0 / 3e0 as h3
    from ranked as r
),

ends as (
    select
        max(r.c) as compared_rows,
        max(case when r.n <= r.h1 or r.n = 1 then r.value end) as low1,
        min(case when r.n > r.h1 or r.n = r.c then r.value end) as high1,
        max(r.h1) - max(case when r.n <= r.h1 then r.n end) as rest1,
        max(case when r.n <= r.h3 or r.n = 1 then r.value end) as low3,
        min(case when r.n > r.h3 or r.n = r.c then r.value end) as high3,
        max(r.h3) - max(case when r.n <= r.h3 then r.n end) as rest3
    from placed as r
)

select
    e.compared_rows,
    e.low1 + coalesce(e.rest1, 0) * (e.high1 - e.low1) as q1,
    e.low3 + coalesce(e.rest3, 0) * (e.high3 - e.low3) as q3
from ends as e
