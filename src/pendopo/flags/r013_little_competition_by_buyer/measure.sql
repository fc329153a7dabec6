-- Why does this buyer buy so much without competition, compared with others?
-- One row per buyer: value (share), threshold, flagged, missing, inputs.
-- Reads of contracts: processes (published).
-- Parameters: $factor, $least.
with shares as (
    select
        p.buyer_id as subject,
        count(*) as processes,
        sum(case when p.method in ('limited', 'direct') then 1 else 0 end) as closed,
        case
            when count(p.method) >= $least
                then
                    cast(
                        sum(case when p.method in ('limited', 'direct') then 1 else 0 end) as double
                    )
                    / nullif(cast(count(p.method) as double), 0)
        end as value
    from processes as p
    where p.quarantined is null and coalesce(p.status, '') <> 'cancelled' and p.buyer_id is not null
    group by p.buyer_id
    having count(*) >= $least
),

ranked as (
    select
        m.value,
        row_number() over (order by m.value asc nulls last, m.subject asc nulls last) as n,
        count(*) over () as c
    from shares as m
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
    s.subject,
    s.value,
    f.upper as threshold,
    s.value >= f.upper and s.value > f.q3 as flagged,
    case
        when s.value is null then 'tender/procurementMethod'
        when
            s.value >= f.upper
            and s.value > f.q3
            and (
                cast(s.closed as double) / nullif(cast(s.processes as double), 0) < f.upper
                or cast(s.closed as double) / nullif(cast(s.processes as double), 0) <= f.q3
            )
            then 'tender/procurementMethod'
    end as missing,
    s.processes,
    f.q1,
    f.q3,
    'buyers' as compared_with,
    f.compared_rows
from shares as s
cross join fences as f
