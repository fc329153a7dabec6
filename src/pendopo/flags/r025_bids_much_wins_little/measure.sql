-- Why does this firm bid so often and win so seldom?
-- One row per supplier: value (share of bids won), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, bids, processes, suppliers, tenderers (published).
-- Parameters: $factor, $percentile.
-- Steps: bidders, wins.
with
taken as (
    select distinct
        w.ocid,
        w.unknown,
        d.firm,
        d.without_id,
        case when w.supplier_id = d.tenderer_id then 1 else 0 end as wins
    from wins as w
    inner join processes as p on w.ocid = p.ocid
    inner join bids as b on w.ocid = b.ocid
    inner join bidders as d on b.ocid = d.ocid and b.bid_id = d.bid_id
    where b.status = 'valid' and p.quarantined is null and coalesce(p.status, '') <> 'cancelled'
),

measured as (
    select
        k.firm as subject,
        k.without_id,
        count(*) as bids,
        sum(k.wins) as wins,
        sum(k.unknown) as unknown,
        cast(sum(k.wins) as double) / nullif(cast(count(*) - sum(k.unknown) as double), 0) as value,
        cast(sum(k.wins) as double) / nullif(cast(count(*) as double), 0) as least,
        cast(sum(k.wins) + sum(k.unknown) as double) / nullif(cast(count(*) as double), 0) as most
    from taken as k
    group by k.firm, k.without_id
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
),

counts as (
    select
        m.bids,
        row_number() over (order by m.bids asc nulls last, m.subject asc nulls last) as n,
        (cast(count(*) over () as double) + 1e0 / 3e0) * cast($percentile as double)
        + 1e0 / 3e0 as h,
        count(*) over () as c
    from measured as m
    where m.without_id = 0
),

busy as (
    select
        max(case when k.n <= k.h or k.n = 1 then k.bids end) as low,
        min(case when k.n > k.h or k.n = k.c then k.bids end) as high,
        max(k.h) - max(case when k.n <= k.h then k.n end) as rest
    from counts as k
)

select
    m.subject,
    m.value,
    f.lower as threshold,
    f.q1 > 0 and f.lower > 0 and m.most <= f.lower
    and cast(m.bids as double)
    >= cast(u.low as double) + coalesce(u.rest, 0) * cast(u.high - u.low as double) as flagged,
    case
        when m.without_id = 1 then 'bids/details/tenderers/id'
        when m.value is null then 'awards/suppliers/id'
        when
            f.q1 > 0 and f.lower > 0 and m.least <= f.lower and m.most > f.lower
            and cast(m.bids as double)
            >= cast(u.low as double) + coalesce(u.rest, 0) * cast(u.high - u.low as double)
            then 'awards/suppliers/id'
    end as missing,
    m.bids,
    m.wins,
    f.q1,
    f.q3,
    'tenderers' as compared_with,
    f.compared_rows
from measured as m
cross join fences as f
cross join busy as u
