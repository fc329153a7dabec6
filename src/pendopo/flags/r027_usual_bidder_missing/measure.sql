-- Why did firms that usually bid to this buyer for this not bid?
-- One row per process: value (bidders that stayed away), threshold, flagged, missing, inputs.
-- Reads of contracts: processes, tenderers (published).
-- Parameters: $least, $share.
-- Steps: firms_present.
with
taking as (
    select
        p.ocid,
        p.buyer_id,
        p.category,
        d.firm,
        d.without_id
    from processes as p
    inner join firms_present as d on p.ocid = d.ocid
    where
        p.method in ('open', 'selective')
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
        k.firm,
        k.without_id,
        count(*) as processes
    from taking as k
    group by k.buyer_id, k.category, k.firm, k.without_id
),

regular as (
    select
        u.buyer_id,
        u.category,
        sum(1 - u.without_id) as regulars,
        sum(u.without_id) as nameless
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
        sum(k.without_id) as without_id,
        sum(
            case
                when
                    s.processes >= $least
                    and cast(u.processes as double)
                    >= cast($share as double) * cast(s.processes as double)
                    then 1 - k.without_id
                else 0
            end
        ) as regulars,
        sum(
            case
                when
                    s.processes >= $least
                    and cast(u.processes as double)
                    >= cast($share as double) * cast(s.processes as double)
                    then k.without_id
                else 0
            end
        ) as nameless
    from taking as k
    inner join
        usual as u
        on k.buyer_id = u.buyer_id and k.category = u.category and k.firm = u.firm
    inner join sizes as s on k.buyer_id = s.buyer_id and k.category = s.category
    group by k.ocid
),

-- At least so many stayed away whoever the bidders without an id are, and at most so many.
absent as (
    select
        p.ocid,
        c.bidders,
        coalesce(r.regulars, 0) - c.regulars - c.without_id as least,
        coalesce(r.regulars, 0) - c.regulars + coalesce(r.nameless, 0) - c.nameless as most
    from came as c
    inner join processes as p on c.ocid = p.ocid
    left join regular as r on p.buyer_id = r.buyer_id and p.category = r.category
)

select
    p.ocid as subject,
    case
        when s.processes >= $least and c.least < 0 then 0e0
        when s.processes >= $least then cast(c.least as double)
    end as value,
    cast(1 as double) as threshold,
    s.processes >= $least and c.least >= 1 as flagged,
    case
        when p.buyer_id is null then 'buyer/id'
        when p.category is null then 'tender/mainProcurementCategory'
        when c.ocid is null then 'bids/details/tenderers'
        when s.processes < $least then 'group: too few'
        when c.least < 1 and c.most >= 1 then 'bids/details/tenderers/id'
    end as missing,
    c.bidders,
    p.category as compared_with,
    s.processes as compared_rows
from processes as p
left join absent as c on p.ocid = c.ocid
left join sizes as s on p.buyer_id = s.buyer_id and p.category = s.category
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.method in ('open', 'selective')
