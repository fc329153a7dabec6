-- The winning bid against the next lowest one.
-- One row per process: winning, next_lowest, value (share of the winning bid), missing.
-- Reads of contracts: bids, processes (published).
-- Steps: bidders, winners.
with offers as (
    select
        b.ocid,
        d.tenderer_id,
        b.amount,
        b.home_amount,
        b.currency
    from bids as b
    inner join bidders as d on b.ocid = d.ocid and b.bid_id = d.bid_id
    where b.status = 'valid' and b.amount is not null and b.currency is not null
),

currencies as (
    select
        o.ocid,
        min(o.currency) = max(o.currency) as alike
    from offers as o
    group by o.ocid
),

priced as (
    select
        o.ocid,
        o.tenderer_id,
        case when c.alike then o.amount else o.home_amount end as worth
    from offers as o
    inner join currencies as c on o.ocid = c.ocid
),

met as (
    select
        w.ocid,
        count(r.worth) as known,
        count(r.tenderer_id) as told,
        min(case when r.tenderer_id = w.supplier_id then r.worth end) as winning,
        min(case when r.tenderer_id <> w.supplier_id then r.worth end) as next_lowest
    from winners as w
    left join priced as r on w.ocid = r.ocid
    group by w.ocid
)

select
    u.ocid as subject,
    u.winning,
    u.next_lowest,
    case
        when
            u.known = u.told
            then
                cast(u.next_lowest - u.winning as double) / nullif(cast(u.winning as double), 0)
    end as value,
    case
        when u.told = 0 then 'bids/details/value'
        when u.known < u.told then 'exchange rate'
        when u.winning is null then 'bids/details/tenderers'
    end as missing
from met as u
inner join processes as p on u.ocid = p.ocid
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and coalesce(u.next_lowest >= u.winning, true)
    and (u.told = 0 or u.winning is null or u.known < u.told or u.next_lowest is not null)
