-- Why is one price a whole percentage of another?
-- One row per process: value (pairs of bids), threshold, flagged, missing, inputs.
-- Reads of contracts: bids, processes, tenderers (published).
-- Parameters: $least, $within.
-- Steps: bids_named, offers.
with
compared as (
    select
        v.ocid,
        count(*) as bids,
        sum(v.told) as told,
        count(v.worth) as known,
        min(v.worth) as lowest,
        max(v.worth) as highest,
        sum(case when v.status = 'valid' and v.worth is not null then 1 else 0 end) as valid,
        min(case when v.status = 'disqualified' then v.worth end) as lowest_out,
        min(case when v.status = 'valid' then v.worth end) as lowest_valid,
        min(case when v.status <> 'disqualified' then v.worth end) as lowest_other
    from offers as v
    group by v.ocid
),

priced as (
    select
        v.ocid,
        v.bid_id,
        v.worth
    from offers as v
    inner join bids_named as d on v.ocid = d.ocid and v.bid_id = d.bid_id
),

pairs as (
    select
        x.ocid,
        x.bid_id as one_id,
        y.bid_id as other_id,
        cast(y.worth - x.worth as double) * 1e2 / nullif(cast(x.worth as double), 0) as percent
    from priced as x
    inner join priced as y on x.ocid = y.ocid and x.bid_id <> y.bid_id
    where x.worth > 0 and y.worth > x.worth
),

whole as (
    select
        q.ocid,
        q.one_id,
        q.other_id
    from pairs as q
    where
        q.percent <= 505e-1
        and q.percent >= 5e-1
        and abs(q.percent - round(q.percent)) <= cast($within as double) * 1e2
),

-- Two bids of one firm say nothing of each other.
kin as (
    select distinct
        w.ocid,
        w.one_id,
        w.other_id
    from whole as w
    inner join tenderers as x on w.ocid = x.ocid and w.one_id = x.part_id and x.part = 'bid'
    inner join
        tenderers as y
        on w.ocid = y.ocid and w.other_id = y.part_id and y.part = 'bid'
    where x.tenderer_id = y.tenderer_id
),

unnamed as (
    select
        v.ocid,
        count(*) as bids
    from offers as v
    left join bids_named as d on v.ocid = d.ocid and v.bid_id = d.bid_id
    where d.bid_id is null
    group by v.ocid
),

matched as (
    select
        w.ocid,
        count(*) as fixed
    from whole as w
    left join kin as k on w.ocid = k.ocid and w.one_id = k.one_id and w.other_id = k.other_id
    where k.ocid is null
    group by w.ocid
)

select
    p.ocid as subject,
    cast(coalesce(m.fixed, 0) as double) as value,
    cast($least as double) as threshold,
    coalesce(m.fixed, 0) >= $least as flagged,
    case
        when c.bids is null then 'bids/details'
        when coalesce(m.fixed, 0) >= $least then null
        when c.told < c.bids then 'bids/details/value'
        when c.known < c.told then 'exchange rate'
        when u.bids > 0 then 'bids/details/tenderers'
    end as missing,
    c.bids
from processes as p
left join compared as c on p.ocid = c.ocid
left join matched as m on p.ocid = m.ocid
left join unnamed as u on p.ocid = u.ocid
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.method in ('open', 'selective')
    and coalesce(c.bids, 2) >= 2
