-- Why were these bought in parts, each below the ceiling, and not together?
-- One row per process: value (purchases), threshold, flagged, missing, inputs.
-- Reads of contracts: items, processes (published).
-- Parameters: $ceiling, $digits, $least.
with firsts as (
    select
        i.ocid,
        min(substring(i.class_id, 1, $digits)) as class
    from items as i
    where i.part = 'tender' and i.class_id is not null
    group by i.ocid
),

scoped as (
    select
        p.ocid,
        p.buyer_id,
        f.class,
        extract(year from p.tender_opened) * 100 + extract(month from p.tender_opened) as month,
        p.tender_home_amount as amount,
        case
            when $ceiling is null then 'setting: ceiling'
            when p.buyer_id is null then 'buyer/id'
            when p.tender_opened is null then 'tender/tenderPeriod/startDate'
            when f.class is null then 'tender/items/classification/id'
            when p.tender_home_amount is not null then null
            when p.tender_amount is null or p.tender_currency is null then 'tender/value'
            else 'exchange rate'
        end as missing
    from processes as p
    left join firsts as f on p.ocid = f.ocid
    where
        p.quarantined is null
        and coalesce(p.status, '') <> 'cancelled'
        and p.method in ('limited', 'direct')
        and coalesce(p.tender_home_amount <= $ceiling, true)
),

bunches as (
    select
        s.buyer_id,
        s.class,
        s.month,
        count(*) as purchases,
        sum(s.amount) as together
    from scoped as s
    where s.missing is null
    group by s.buyer_id, s.class, s.month
)

select
    s.ocid as subject,
    cast(b.purchases as double) as value,
    cast($least as double) as threshold,
    b.purchases >= $least and b.together > $ceiling as flagged,
    s.missing,
    s.amount as estimate,
    b.together as total,
    s.class as compared_with,
    b.purchases as compared_rows
from scoped as s
left join bunches as b on s.buyer_id = b.buyer_id and s.class = b.class and s.month = b.month
