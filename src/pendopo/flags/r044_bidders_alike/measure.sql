-- Why do several bidders of one tender have the same address?
-- One row per process: value (bidders), threshold, flagged, missing, inputs.
-- Reads of contracts: parties, processes (published).
-- Parameters: $least.
with addresses as (
    select
        y.ocid,
        y.party_id,
        case
            when lower(trim(y.street)) in ('n/a', 'na', 'nil', 'none', 'null', 'tidak ada')
                then null
            else nullif(trim(lower(y.street), ' -–—.,;:/_*?'), '')
        end as street,
        lower(trim(coalesce(y.locality, ''))) as locality
    from parties as y
    where y.roles like '%tenderer%' or y.roles like '%supplier%'
),

alike as (
    select
        a.ocid,
        a.street,
        a.locality,
        count(distinct a.party_id) as bidders
    from addresses as a
    where a.street is not null
    group by a.ocid, a.street, a.locality
),

most as (
    select
        k.ocid,
        max(k.bidders) as bidders
    from alike as k
    group by k.ocid
),

told as (
    select
        a.ocid,
        count(distinct a.party_id) as bidders,
        sum(case when a.street is null then 0 else 1 end) as streets
    from addresses as a
    group by a.ocid
)

select
    p.ocid as subject,
    case when t.streets >= 2 then cast(m.bidders as double) end as value,
    cast($least as double) as threshold,
    m.bidders >= $least as flagged,
    case when t.streets < 2 then 'parties/address/streetAddress' end as missing,
    t.bidders
from processes as p
inner join told as t on p.ocid = t.ocid
left join most as m on p.ocid = m.ocid
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled' and t.bidders >= 2
