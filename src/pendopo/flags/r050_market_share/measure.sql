-- Why does one firm win so much of what is bought here in this category?
-- One row per supplier: value (share of the awards), threshold, flagged, missing, inputs.
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
        p.category,
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
        and p.category is not null
        and coalesce(a.status, 'active') not in ('cancelled', 'unsuccessful')
),

totals as (
    select
        s.category,
        count(*) as awards,
        sum(s.amount) as amount,
        sum(case when s.lacks = 'value' then 1 else 0 end) as untold,
        count(s.lacks) as unknown,
        sum(case when s.firms is null then 1 else 0 end) as unnamed,
        sum(s.without_id) as without_id,
        sum(case when s.firms = 1 and s.without_id = 1 then s.amount end) as loose
    from sales as s
    group by s.category
    having count(*) >= $least
),

held as (
    select
        s.first_id as supplier_id,
        s.category,
        sum(s.amount) as amount
    from sales as s
    where s.firms = 1
    group by s.first_id, s.category
),

shares as (
    select
        h.supplier_id,
        t.awards,
        t.untold,
        t.unknown,
        t.unnamed,
        t.without_id,
        case
            when t.unknown = 0 then cast(h.amount as double) / nullif(cast(t.amount as double), 0)
        end as share,
        -- what its share is if all that firms without an id won alone is its own
        case
            when t.unknown = 0
                then
                    cast(
                        coalesce(t.loose, 0)
                        + case
                            when lower(h.supplier_id) like 'no-id/%' then 0
                            else h.amount
                        end as double
                    ) / nullif(cast(t.amount as double), 0)
        end as most
    from held as h
    inner join totals as t on h.category = t.category
)

select
    h.supplier_id as subject,
    max(h.share) as value,
    cast($share as double) as threshold,
    max(h.share) >= cast($share as double) as flagged,
    case
        when max(h.share) >= cast($share as double) then null
        when max(h.untold) > 0 then 'awards/value'
        when max(h.unknown) > 0 then 'exchange rate'
        when max(h.unnamed) > 0 then 'awards/suppliers'
        when max(h.most) >= cast($share as double) then 'awards/suppliers/id'
        when max(h.share) is null then 'awards/value'
    end as missing,
    max(h.without_id) as without_id,
    max(h.awards) as compared_rows
from shares as h
group by h.supplier_id
