-- Why is one price a whole percentage of another?
-- One row per process: value (pairs of bids), threshold, flagged, missing, inputs.
-- Reads of contracts: bids, processes, tenderers (published).
-- Parameters: $least, $within.
with
currencies as (
    select
        b.ocid,
        count(distinct b.currency) as currencies
    from bids as b
    where b.status is not null and b.status not in ('invited', 'withdrawn') and b.amount is not null
    group by b.ocid
),

valued as (
    select
        b.ocid,
        b.bid_id,
        b.status,
        case when b.amount is null or b.currency is null then 0 else 1 end as told,
        case
            when b.currency is null then null when c.currencies = 1 then b.amount else b.home_amount
        end as worth
    from bids as b
    left join currencies as c on b.ocid = c.ocid
    where b.status is not null and b.status not in ('invited', 'withdrawn')
),

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
    from valued as v
    group by v.ocid
),

named as (
    select distinct
        d.ocid,
        d.part_id as bid_id
    from tenderers as d
    where d.part = 'bid'
),

priced as (
    select
        v.ocid,
        v.bid_id,
        v.worth
    from valued as v
    inner join named as d on v.ocid = d.ocid and v.bid_id = d.bid_id
),

kin as (
    select distinct
        x.ocid,
        x.part_id as one_id,
        y.part_id as other_id
    from tenderers as x
    inner join tenderers as y on x.ocid = y.ocid and x.tenderer_id = y.tenderer_id
    where x.part = 'bid' and y.part = 'bid' and x.part_id <> y.part_id
),

pairs as (
    select
        x.ocid,
        cast(y.worth - x.worth as double) * 1e2 / nullif(cast(x.worth as double), 0) as percent
    from priced as x
    inner join priced as y on x.ocid = y.ocid and x.bid_id <> y.bid_id
    left join kin as k on x.ocid = k.ocid and x.bid_id = k.one_id and y.bid_id = k.other_id
    where x.worth > 0 and y.worth > x.worth and k.ocid is null
),

unnamed as (
    select
        v.ocid,
        count(*) as bids
    from valued as v
    left join named as d on v.ocid = d.ocid and v.bid_id = d.bid_id
    where d.bid_id is null
    group by v.ocid
),

matched as (
    select
        q.ocid,
        count(*) as pairs,
        sum(
            case
                when
                    q.percent <= 505e-1
                    and q.percent >= 5e-1
                    and abs(q.percent - round(q.percent)) <= cast($within as double) * 1e2
                    then 1
                else 0
            end
        ) as fixed
    from pairs as q
    group by q.ocid
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
