-- Why are so many bids of this firm disqualified?
-- One row per supplier: value (share of bids disqualified), threshold, flagged, missing, inputs.
-- Reads of contracts: bids, processes, tenderers (published).
-- Parameters: $factor, $least.
-- Steps: tendered.
with
measured as (
    select
        b.firm as subject,
        b.without_id,
        count(*) as bids,
        sum(case when b.status = 'disqualified' then 1 else 0 end) as disqualified,
        cast(sum(case when b.status = 'disqualified' then 1 else 0 end) as double)
        / nullif(cast(count(*) as double), 0) as value
    from tendered as b
    inner join processes as p on b.ocid = p.ocid
    where
        p.quarantined is null
        and coalesce(p.status, '') <> 'cancelled'
        and b.status is not null
        and b.status not in ('invited', 'withdrawn')
        and b.tenderer_id is not null
    group by b.firm, b.without_id
    having count(*) >= $least
),

ranked as (
    select
        m.value,
        row_number() over (order by m.value asc nulls last, m.subject asc nulls last) as n,
        count(*) over () as c
    from measured as m
    where m.value is not null and m.without_id = 0
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
),

quartiles as (
    select
        e.compared_rows,
        e.low1 + coalesce(e.rest1, 0) * (e.high1 - e.low1) as q1,
        e.low3 + coalesce(e.rest3, 0) * (e.high3 - e.low3) as q3
    from ends as e
),

fences as (
    select
        q.compared_rows,
        q.q1,
        q.q3,
        q.q1 - cast($factor as double) * (q.q3 - q.q1) as lower,
        q.q3 + cast($factor as double) * (q.q3 - q.q1) as upper
    from quartiles as q
)

select
    m.subject,
    m.value,
    f.upper as threshold,
    f.upper > 0 and m.value >= f.upper as flagged,
    case when m.without_id = 1 then 'bids/details/tenderers/id' end as missing,
    m.bids,
    m.disqualified,
    f.q1,
    f.q3,
    'tenderers' as compared_with,
    f.compared_rows
from measured as m
cross join fences as f
