-- Why does so much of this buyer's money go to one supplier?
-- One row per pair: value (share of the buyer's awards), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, processes, suppliers (published).
-- Parameters: $least, $share.
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
        sum(case when s.firms = 1 and s.without_id = 1 then s.amount end) as loose
    from sales as s
    group by s.buyer_id
    having count(*) >= $least
),

pairs as (
    select
        s.buyer_id,
        s.first_id as supplier_id,
        count(*) as awards,
        sum(s.amount) as amount
    from sales as s
    where s.firms = 1
    group by s.buyer_id, s.first_id
),

shares as (
    select
        q.buyer_id,
        q.supplier_id,
        q.awards,
        q.amount,
        -- what it got if all that firms without an id won alone is its own
        coalesce(t.loose, 0)
        + case when lower(q.supplier_id) like 'no-id/%' then 0 else q.amount end as most
    from pairs as q
    inner join totals as t on q.buyer_id = t.buyer_id
)

select
    q.buyer_id || ' | ' || q.supplier_id as subject,
    case
        when t.unknown = 0 then cast(q.amount as double) / nullif(cast(t.amount as double), 0)
    end as value,
    cast($share as double) as threshold,
    t.unknown = 0
    and cast(q.amount as double) >= cast($share as double) * cast(t.amount as double) as flagged,
    case
        when t.untold > 0 or t.amount = 0 then 'awards/value'
        when t.unknown > 0 then 'exchange rate'
        when
            t.unnamed > 0
            and cast(q.amount as double) < cast($share as double) * cast(t.amount as double)
            then 'awards/suppliers'
        when
            t.without_id > 0
            and cast(q.amount as double) < cast($share as double) * cast(t.amount as double)
            and cast(q.most as double) >= cast($share as double) * cast(t.amount as double)
            then 'awards/suppliers/id'
    end as missing,
    q.awards,
    q.amount as awarded,
    t.amount as total,
    nullif(t.without_id, 0) as without_id,
    q.buyer_id as compared_with,
    t.awards as compared_rows,
    [q.buyer_id, q.supplier_id] as parties
from shares as q
inner join totals as t on q.buyer_id = t.buyer_id
