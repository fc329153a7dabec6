-- Why do the prices of the bids differ so much?
-- One row per process: value (times), threshold, flagged, missing, inputs.
-- Reads of contracts: bids, processes (published).
-- Parameters: $times.
with
currencies as (
    select
        b.ocid,
        min(b.currency) = max(b.currency) as alike
    from bids as b
    where b.status = 'valid' and b.amount is not null
    group by b.ocid
),

valued as (
    select
        b.ocid,
        b.bid_id,
        b.status,
        case when b.amount is null or b.currency is null then 0 else 1 end as told,
        case
            when b.currency is null then null when c.alike then b.amount else b.home_amount
        end as worth
    from bids as b
    left join currencies as c on b.ocid = c.ocid
    where b.status = 'valid'
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
)

select
    p.ocid as subject,
    case
        when
            c.known = c.told and c.told >= 2
            then cast(c.highest as double) / nullif(cast(c.lowest as double), 0)
    end as value,
    cast($times as double) as threshold,
    c.known = c.told and c.told >= 2 and c.lowest > 0
    and cast(c.highest as double) >= cast($times as double) * cast(c.lowest as double) as flagged,
    case
        when c.bids is null then 'bids/details'
        when c.told < 2 then 'bids/details/value'
        when c.known < c.told then 'exchange rate'
        when
            c.told < c.bids
            and cast(c.highest as double) < cast($times as double) * cast(c.lowest as double)
            then 'bids/details/value'
    end as missing,
    c.bids,
    c.lowest,
    c.highest
from processes as p
left join compared as c on p.ocid = c.ocid
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.method in ('open', 'selective')
    and coalesce(c.bids, 2) >= 2
