-- Why did firms that usually bid to this buyer for this not bid?
-- One row per process: value (bidders that stayed away), threshold, flagged, missing, inputs.
-- Reads of contracts: processes, tenderers (published).
-- Parameters: $least, $share.
with taking as (
    select distinct
        p.ocid,
        p.buyer_id,
        p.category,
        d.tenderer_id
    from processes as p
    inner join tenderers as d on p.ocid = d.ocid and d.part = 'bid'
    where
        p.quarantined is null
        and coalesce(p.status, '') <> 'cancelled'
        and p.method in ('open', 'selective')
        and p.buyer_id is not null
        and p.category is not null
),

sizes as (
    select
        k.buyer_id,
        k.category,
        count(distinct k.ocid) as processes
    from taking as k
    group by k.buyer_id, k.category
),

usual as (
    select
        k.buyer_id,
        k.category,
        k.tenderer_id,
        count(*) as processes
    from taking as k
    group by k.buyer_id, k.category, k.tenderer_id
),

regular as (
    select
        u.buyer_id,
        u.category,
        count(*) as regulars
    from usual as u
    inner join sizes as s on u.buyer_id = s.buyer_id and u.category = s.category
    where
        s.processes >= $least
        and cast(u.processes as double) >= cast($share as double) * cast(s.processes as double)
    group by u.buyer_id, u.category
),

came as (
    select
        k.ocid,
        count(*) as bidders,
        sum(
            case
                when
                    s.processes >= $least
                    and cast(u.processes as double)
                    >= cast($share as double) * cast(s.processes as double)
                    then 1
                else 0
            end
        ) as regulars
    from taking as k
    inner join
        usual as u
        on k.buyer_id = u.buyer_id and k.category = u.category and k.tenderer_id = u.tenderer_id
    inner join sizes as s on k.buyer_id = s.buyer_id and k.category = s.category
    group by k.ocid
)

select
    p.ocid as subject,
    case when s.processes >= $least then cast(coalesce(r.regulars, 0) - c.regulars as double) end
        as value,
    cast(1 as double) as threshold,
    s.processes >= $least and coalesce(r.regulars, 0) - c.regulars >= 1 as flagged,
    case
        when p.buyer_id is null then 'buyer/id'
        when p.category is null then 'tender/mainProcurementCategory'
        when c.ocid is null then 'bids/details/tenderers'
        when s.processes < $least then 'group: too few'
    end as missing,
    c.bidders,
    p.category as compared_with,
    s.processes as compared_rows
from processes as p
left join came as c on p.ocid = c.ocid
left join sizes as s on p.buyer_id = s.buyer_id and p.category = s.category
left join regular as r on p.buyer_id = r.buyer_id and p.category = r.category
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.method in ('open', 'selective')
