-- Why does a bidder have the address of the office that buys?
-- One row per process: value (bidders), threshold, flagged, missing, inputs.
-- Reads of contracts: parties, processes (published).
-- Parameters: $least.
with addresses as (
    select
        y.ocid,
        y.party_id,
        y.roles,
        case
            when lower(trim(y.street)) in ('n/a', 'na', 'nil', 'none', 'null', 'tidak ada')
                then null
            else nullif(trim(lower(y.street), ' -–—.,;:/_*?'), '')
        end as street,
        lower(trim(coalesce(y.locality, ''))) as locality
    from parties as y
),

met as (
    select
        b.ocid,
        count(distinct b.party_id) as bidders
    from addresses as b
    inner join
        addresses as o
        on
            b.ocid = o.ocid
            and b.street = o.street
            and b.locality = o.locality
            and b.party_id <> o.party_id
    where
        (b.roles like '%tenderer%' or b.roles like '%supplier%')
        and (o.roles like '%buyer%' or o.roles like '%procuringEntity%')
    group by b.ocid
),

told as (
    select
        a.ocid,
        max(
            case
                when
                    a.street is not null
                    and (a.roles like '%tenderer%' or a.roles like '%supplier%')
                    then 1
                else 0
            end
        ) as bidders,
        max(
            case
                when
                    a.street is not null
                    and (a.roles like '%buyer%' or a.roles like '%procuringEntity%')
                    then 1
                else 0
            end
        ) as buyers
    from addresses as a
    group by a.ocid
)

select
    p.ocid as subject,
    case when t.bidders = 1 and t.buyers = 1 then cast(coalesce(m.bidders, 0) as double) end
        as value,
    cast($least as double) as threshold,
    coalesce(m.bidders, 0) >= $least as flagged,
    case
        when
            coalesce(t.bidders, 0) = 0 or coalesce(t.buyers, 0) = 0
            then 'parties/address/streetAddress'
    end as missing
from processes as p
left join told as t on p.ocid = t.ocid
left join met as m on p.ocid = m.ocid
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled'
