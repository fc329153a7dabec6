-- Why does this buyer disqualify more bids than others do?
-- One row per buyer: value (share of bids disqualified), threshold, flagged, missing, inputs.
-- Reads of contracts: bids, processes, tenders (published).
-- Parameters: $factor, $least.
-- Steps: bids_out.
with
measured as (
    select
        b.buyer_id as subject,
        cast(sum(b.bids) as bigint) as bids,
        sum(case when b.procuring_entity_id = b.buyer_id then b.bids else 0 end) as run,
        cast(sum(b.disqualified) as bigint) as disqualified,
        cast(sum(b.disqualified) as double) / nullif(cast(sum(b.bids) as double), 0) as value
    from bids_out as b
    where b.buyer_id is not null
    group by b.buyer_id
    having count(*) >= $least
),

-- What the rule of procuring entities counts under the same id.
entities as (
    select
        b.procuring_entity_id,
        sum(b.bids) as bids
    from bids_out as b
    group by b.procuring_entity_id
),

ranked as (
    select
        m.value,
        row_number() over (order by m.value asc nulls last, m.subject asc nulls last) as n,
        count(*) over () as c
    from measured as m
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
    cast(null as varchar) as missing,
    m.bids,
    m.disqualified,
    f.q1,
    f.q3,
    'buyers' as compared_with,
    f.compared_rows,
    case
        when m.run = m.bids and e.bids = m.bids then 'procuring entity'
    end as counted_as
from measured as m
cross join fences as f
left join entities as e on m.subject = e.procuring_entity_id
