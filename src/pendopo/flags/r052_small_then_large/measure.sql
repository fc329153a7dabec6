-- Why did a firm of small contracts get a very large one from this buyer?
-- One row per pair: value (times the first award), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, processes, suppliers (published).
-- Parameters: $least, $times.
-- Steps: firms_awarded.
with
sales as (
    select
        a.ocid,
        a.award_id,
        p.buyer_id,
        l.firm as supplier_id,
        l.without_id,
        l.name,
        a.date,
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
        and coalesce(a.status, 'active') not in ('cancelled', 'unsuccessful')
        and coalesce(a.home_amount > 0, true)
),

-- Under which names the buyer bought from firms without an id.
nameless as (
    select distinct
        s.buyer_id,
        s.name
    from sales as s
    where s.without_id = 1 and s.name is not null
),

ordered as (
    select
        s.buyer_id,
        s.supplier_id,
        case when s.without_id = 1 or x.name is not null then 1 else 0 end as without_id,
        s.amount,
        s.lacks,
        row_number() over (
            partition by s.buyer_id, s.supplier_id
            order by s.date asc nulls last, s.ocid asc nulls last, s.award_id asc nulls last
        ) as n
    from sales as s
    left join nameless as x on s.buyer_id = x.buyer_id and s.name = x.name
),

firsts as (
    select
        o.buyer_id,
        o.supplier_id,
        max(case when o.n = 1 then o.amount end) as first_amount,
        max(case when o.n > 1 then o.amount end) as largest,
        count(*) as awards,
        max(o.without_id) as without_id,
        sum(case when o.lacks = 'date' then 1 else 0 end) as undated,
        sum(case when o.lacks = 'value' then 1 else 0 end) as untold,
        count(o.lacks) as unknown
    from ordered as o
    group by o.buyer_id, o.supplier_id
    having count(*) >= $least
)

select
    f.buyer_id || ' | ' || f.supplier_id as subject,
    case
        when f.unknown = 0
            then cast(f.largest as double) / nullif(cast(f.first_amount as double), 0)
    end as value,
    cast($times as double) as threshold,
    f.unknown = 0
    and cast(f.largest as double) >= cast($times as double) * cast(f.first_amount as double)
        as flagged,
    case
        when f.without_id > 0 then 'awards/suppliers/id'
        when f.undated > 0 then 'awards/date'
        when f.untold > 0 then 'awards/value'
        when f.unknown > 0 then 'exchange rate'
    end as missing,
    f.awards,
    f.first_amount,
    f.largest,
    [f.buyer_id, f.supplier_id] as parties
from firsts as f
