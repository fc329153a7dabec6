-- Why is the estimate so far from those for like things?
-- One row per process: value (times the median), threshold, flagged, missing, inputs.
-- Reads of contracts: items, processes (published).
-- Parameters: $digits, $least, $times.
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
        p.tender_home_amount as amount,
        p.tender_amount,
        p.tender_currency,
        f.class
    from processes as p
    left join firsts as f on p.ocid = f.ocid
    where p.quarantined is null and coalesce(p.status, '') <> 'cancelled'
),

ranked as (
    select
        s.class,
        s.amount,
        row_number()
            over (partition by s.class order by s.amount asc nulls last, s.ocid asc nulls last)
            as n,
        count(*) over (partition by s.class) as size
    from scoped as s
    where s.class is not null and s.amount is not null
),

medians as (
    select
        r.class,
        max(r.size) as size,
        avg(cast(r.amount as double)) as median
    from ranked as r
    where 2 * r.n >= r.size and 2 * r.n <= r.size + 2
    group by r.class
)

select
    s.ocid as subject,
    case when m.size >= $least then cast(s.amount as double) / nullif(m.median, 0) end as value,
    cast($times as double) as threshold,
    m.size >= $least and cast(s.amount as double) >= cast($times as double) * m.median as flagged,
    case
        when s.amount is null and (s.tender_amount is null or s.tender_currency is null)
            then 'tender/value'
        when s.amount is null then 'exchange rate'
        when s.class is null then 'tender/items/classification/id'
        when m.size < $least then 'group: too few'
    end as missing,
    s.amount as estimate,
    m.median,
    s.class as compared_with,
    m.size as compared_rows
from scoped as s
left join medians as m on s.class = m.class
