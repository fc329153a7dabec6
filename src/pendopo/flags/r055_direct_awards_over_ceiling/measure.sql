-- Why did one firm get several direct awards that together pass the ceiling?
-- One row per pair: value (direct awards), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, processes, suppliers (published).
-- Parameters: $as_of, $ceiling, $days, $least.
-- Steps: firms_awarded.
with
sales as (
    select
        p.buyer_id,
        l.firm as supplier_id,
        l.without_id,
        a.home_amount as amount,
        case
            when a.date is null then 'date'
            when a.home_amount is not null then null
            when a.amount is null or a.currency is null then 'value'
            else 'rate'
        end as lacks
    from awards as a
    inner join processes as p on a.ocid = p.ocid
    inner join firms_awarded as l on a.ocid = l.ocid and a.award_id = l.award_id
    where
        p.quarantined is null
        and coalesce(p.status, '') <> 'cancelled'
        and p.buyer_id is not null
        and p.method = 'direct'
        and coalesce(a.status, 'active') not in ('cancelled', 'unsuccessful')
        and coalesce(a.date <= $as_of and date_diff('day', a.date, $as_of) < $days, true)
        and coalesce(a.home_amount <= $ceiling, true)
),

chosen as (
    select
        s.buyer_id,
        s.supplier_id,
        s.without_id,
        sum(case when s.lacks is null then 1 else 0 end) as awards,
        sum(case when s.lacks is null then s.amount end) as amount,
        sum(case when s.lacks = 'date' then 1 else 0 end) as undated,
        sum(case when s.lacks = 'value' then 1 else 0 end) as untold,
        sum(case when s.lacks = 'rate' then 1 else 0 end) as without_rate
    from sales as s
    group by s.buyer_id, s.supplier_id, s.without_id
    having count(*) >= $least
)

select
    c.buyer_id || ' | ' || c.supplier_id as subject,
    cast(c.awards as double) as value,
    cast($least as double) as threshold,
    c.awards >= $least and c.amount > $ceiling as flagged,
    case
        when $ceiling is null then 'setting: ceiling'
        when c.without_id = 1 then 'awards/suppliers/id'
        when c.awards >= $least and c.amount > $ceiling then null
        when c.undated > 0 then 'awards/date'
        when c.untold > 0 then 'awards/value'
        when c.without_rate > 0 then 'exchange rate'
    end as missing,
    c.amount as awarded,
    [c.buyer_id, c.supplier_id] as parties
from chosen as c
