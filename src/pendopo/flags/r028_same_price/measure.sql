-- Why do different firms bid exactly the same price?
-- One row per process: value (groups of equal bids), threshold, flagged, missing, inputs.
-- Reads of contracts: bids, processes, tenderers (published).
-- Parameters: $least.
with teams as (
    select
        b.ocid,
        b.bid_id,
        b.amount,
        b.currency,
        d.tenderer_id,
        count(*) over (partition by b.ocid, b.bid_id) as firms
    from bids as b
    inner join tenderers as d on b.ocid = d.ocid and b.bid_id = d.part_id and d.part = 'bid'
    where
        b.amount is not null
        and b.currency is not null
        and b.status is not null
        and b.status not in ('invited', 'withdrawn')
),

prices as (
    select
        g.ocid,
        g.amount,
        g.currency,
        count(distinct g.bid_id) as bids,
        count(distinct g.tenderer_id) as firms,
        max(g.firms) as most,
        min(g.firms) as fewest
    from teams as g
    group by g.ocid, g.amount, g.currency
),

equals as (
    select
        q.ocid,
        sum(case when q.bids > 1 and (q.firms > q.fewest or q.most > q.fewest) then 1 else 0 end)
            as prices
    from prices as q
    group by q.ocid
),

named as (
    select distinct
        d.ocid,
        d.part_id
    from tenderers as d
    where d.part = 'bid'
),

told as (
    select
        b.ocid,
        count(*) as bids,
        sum(case when b.amount is null or b.currency is null then 1 else 0 end) as untold,
        sum(case when d.part_id is null then 1 else 0 end) as unnamed
    from bids as b
    left join named as d on b.ocid = d.ocid and b.bid_id = d.part_id
    where b.status is not null and b.status not in ('invited', 'withdrawn')
    group by b.ocid
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
