-- Why does this thing cost so much more than elsewhere?
-- One row per process: value (times the median), threshold, flagged, missing, inputs.
-- Reads of contracts: items, processes (published).
-- Parameters: $least, $times.
with priced as (
    select
        i.ocid,
        i.part,
        i.part_id,
        i.item_id,
        i.class_id,
        coalesce(i.unit_id, i.unit) as unit,
        i.home_amount as price
    from items as i
    where i.class_id is not null and i.home_amount > 0 and i.part in ('tender', 'award', 'contract')
),

ranked as (
    select
        i.class_id,
        i.unit,
        i.part,
        i.price,
        row_number() over (
            partition by i.class_id, i.unit, i.part
            order by
                i.price asc nulls last,
                i.ocid asc nulls last,
                i.part_id asc nulls last,
                i.item_id asc nulls last
        ) as n,
        count(*) over (partition by i.class_id, i.unit, i.part) as size
    from priced as i
    where i.unit is not null
),

medians as (
    select
        r.class_id,
        r.unit,
        r.part,
        max(r.size) as size,
        avg(cast(r.price as double)) as median
    from ranked as r
    where 2 * r.n >= r.size and 2 * r.n <= r.size + 2
    group by r.class_id, r.unit, r.part
),

furthest as (
    select
        i.ocid,
        max(cast(i.price as double) / nullif(m.median, 0)) as value,
        max(m.size) as size
    from priced as i
    inner join medians as m on i.class_id = m.class_id and i.unit = m.unit and i.part = m.part
    where m.size >= $least
    group by i.ocid
),

told as (
    select
        i.ocid,
        max(case when i.home_amount is null then 0 else 1 end) as prices,
        max(case when i.amount is null or i.currency is null then 0 else 1 end) as own_prices,
        max(case when i.class_id is null then 0 else 1 end) as classes
    from items as i
    where i.part in ('tender', 'award', 'contract')
    group by i.ocid
)

select
    p.ocid as subject,
    f.value,
    cast($times as double) as threshold,
    f.value >= cast($times as double) as flagged,
    case
        when f.value is not null then null
        when coalesce(t.own_prices, 0) = 0 and coalesce(t.prices, 0) = 0 then 'items/unit/value'
        when t.prices = 0 then 'exchange rate'
        when t.classes = 0 then 'items/classification/id'
        else 'group: too few'
    end as missing,
    f.size as compared_rows
from processes as p
left join furthest as f on p.ocid = f.ocid
left join told as t on p.ocid = t.ocid
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled'
