-- Why do so few firms share this buyer's money?
-- One row per buyer: value (index, 0 to 1), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, processes, suppliers (published).
-- Parameters: $index, $least.
with
teams as (
    select
        s.ocid,
        s.award_id,
        min(s.supplier_id) as first_id,
        max(s.supplier_id) as last_id,
        count(*) as firms
    from suppliers as s
    group by s.ocid, s.award_id
),

sales as (
    select
        p.buyer_id,
        t.first_id,
        t.last_id,
        t.firms,
        a.home_amount as amount,
        case
            when a.home_amount < 0 then 'value'
            when a.home_amount is not null then null
            when a.amount is null or a.currency is null then 'value'
            else 'rate'
        end as lacks
    from awards as a
    inner join processes as p on a.ocid = p.ocid
    left join teams as t on a.ocid = t.ocid and a.award_id = t.award_id
    where
        p.quarantined is null
        and coalesce(p.status, '') <> 'cancelled'
        and p.buyer_id is not null
        and coalesce(a.status, 'active') not in ('cancelled', 'unsuccessful')
),

totals as (
    select
        s.buyer_id,
        count(*) as awards,
        sum(s.amount) as amount,
        sum(case when s.lacks = 'value' then 1 else 0 end) as untold,
        count(s.lacks) as unknown,
        sum(case when s.firms is null then 1 else 0 end) as unnamed
    from sales as s
    group by s.buyer_id
    having count(*) >= $least
),

held as (
    select
        s.buyer_id,
        s.first_id,
        s.last_id,
        s.firms,
        sum(s.amount) as amount
    from sales as s
    group by s.buyer_id, s.first_id, s.last_id, s.firms
),

squares as (
    select
        h.buyer_id,
        count(*) as suppliers,
        sum(
            cast(
                cast(h.amount as double)
                * cast(h.amount as double)
                / nullif(cast(t.amount as double) * cast(t.amount as double), 0) as decimal(18, 12)
            )
        ) as index
    from held as h
    inner join totals as t on h.buyer_id = t.buyer_id
    where t.unknown = 0 and t.unnamed = 0
    group by h.buyer_id
)

select
    t.buyer_id as subject,
    cast(q.index as double) as value,
    cast($index as double) as threshold,
    cast(q.index as double) >= cast($index as double) as flagged,
    case
        when t.untold > 0 or t.amount = 0 then 'awards/value'
        when t.unknown > 0 then 'exchange rate'
        when t.unnamed > 0 then 'awards/suppliers'
    end as missing,
    q.suppliers,
    t.awards,
    t.amount as total
from totals as t
left join squares as q on t.buyer_id = q.buyer_id
