-- Why do different firms bid exactly the same price?
-- One row per process: value (groups of equal bids), threshold, flagged, missing, inputs.
-- Reads of contracts: bids, processes, tenderers (published).
-- Parameters: $least.
-- Steps: bids_named.
with
standing as (
    select
        b.ocid,
        b.bid_id,
        b.amount,
        b.currency,
        n.firms
    from bids as b
    left join bids_named as n on b.ocid = n.ocid and b.bid_id = n.bid_id
    where b.status is not null and b.status not in ('invited', 'withdrawn')
),

met as (
    select
        s.ocid,
        s.amount,
        s.currency,
        max(s.firms) as most,
        min(s.firms) as fewest
    from standing as s
    where s.amount is not null and s.currency is not null and s.firms > 0
    group by s.ocid, s.amount, s.currency
    having count(*) > 1
),

-- Two bids of one firm at one price say nothing.
prices as (
    select
        m.ocid,
        m.most,
        m.fewest,
        count(distinct d.tenderer_id) as firms
    from met as m
    inner join
        standing as s
        on m.ocid = s.ocid and m.amount = s.amount and m.currency = s.currency
    inner join tenderers as d on s.ocid = d.ocid and s.bid_id = d.part_id and d.part = 'bid'
    group by m.ocid, m.amount, m.currency, m.most, m.fewest
),

equals as (
    select
        q.ocid,
        count(*) as prices
    from prices as q
    where q.firms > q.fewest or q.most > q.fewest
    group by q.ocid
),

told as (
    select
        s.ocid,
        count(*) as bids,
        sum(case when s.amount is null or s.currency is null then 1 else 0 end) as untold,
        sum(case when s.firms is null then 1 else 0 end) as unnamed
    from standing as s
    group by s.ocid
)

select
    p.ocid as subject,
    cast(coalesce(e.prices, 0) as double) as value,
    cast($least as double) as threshold,
    coalesce(e.prices, 0) >= $least as flagged,
    case
        when t.bids is null then 'bids/details'
        when coalesce(e.prices, 0) >= $least then null
        when t.untold > 0 then 'bids/details/value'
        when t.unnamed > 0 then 'bids/details/tenderers'
    end as missing,
    t.bids
from processes as p
left join told as t on p.ocid = t.ocid
left join equals as e on p.ocid = e.ocid
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and (t.bids is not null or p.method in ('open', 'selective'))
