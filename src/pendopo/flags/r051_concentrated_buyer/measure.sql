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
        max(case when lower(s.supplier_id) like 'no-id/%' then 1 else 0 end) as without_id,
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
        coalesce(t.without_id, 0) as without_id,
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
        sum(case when s.firms is null then 1 else 0 end) as unnamed,
        sum(s.without_id) as without_id,
        sum(case when s.without_id = 1 then s.amount end) as loose
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
        s.without_id,
        sum(s.amount) as amount
    from sales as s
    group by s.buyer_id, s.first_id, s.last_id, s.firms, s.without_id
),

squared as (
    select
        h.buyer_id,
        h.without_id,
        h.amount,
        cast(
            cast(h.amount as double)
            * cast(h.amount as double)
            / nullif(cast(t.amount as double) * cast(t.amount as double), 0) as decimal(18, 12)
        ) as square
    from held as h
    inner join totals as t on h.buyer_id = t.buyer_id
    where t.unknown = 0 and t.unnamed = 0
),

squares as (
    select
        q.buyer_id,
        count(*) as suppliers,
        sum(q.square) as index,
        sum(case when q.without_id = 0 then q.square end) as named,
        max(case when q.without_id = 0 then q.amount end) as largest
    from squared as q
    group by q.buyer_id
),

-- What the index is at most: if all that firms without an id won is the largest holder's, too.
bounds as (
    select
        q.buyer_id,
        q.suppliers,
        cast(q.index as double) as least,
        cast(coalesce(q.named, 0) as double)
        - cast(coalesce(q.largest, 0) as double)
        * cast(coalesce(q.largest, 0) as double)
        / nullif(cast(t.amount as double) * cast(t.amount as double), 0)
        + cast(coalesce(q.largest, 0) + coalesce(t.loose, 0) as double)
        * cast(coalesce(q.largest, 0) + coalesce(t.loose, 0) as double)
        / nullif(cast(t.amount as double) * cast(t.amount as double), 0) as most
    from squares as q
    inner join totals as t on q.buyer_id = t.buyer_id
)

select
    t.buyer_id as subject,
    b.least as value,
    cast($index as double) as threshold,
    b.least >= cast($index as double) as flagged,
    case
        when t.untold > 0 or t.amount = 0 then 'awards/value'
        when t.unknown > 0 then 'exchange rate'
        when t.unnamed > 0 then 'awards/suppliers'
        when b.least >= cast($index as double) or t.without_id = 0 then null
        when b.most >= cast($index as double) then 'awards/suppliers/id'
    end as missing,
    b.suppliers,
    t.awards,
    t.without_id,
    t.amount as total
from totals as t
left join bounds as b on t.buyer_id = b.buyer_id
