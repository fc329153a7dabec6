-- Where is this supplier?
-- One row per supplier: value (processes without an address), threshold, flagged, missing, inputs.
-- Reads of contracts: parties (published).
-- Parameters: $share.
with known as (
    select
        y.party_id as subject,
        count(*) as processes,
        sum(
            case
                when lower(trim(y.street)) in ('n/a', 'na', 'nil', 'none', 'null', 'tidak ada')
                    then 0
                when nullif(trim(y.street, ' -–—.,;:/_*?'), '') is null then 0
                else 1
            end
        ) as streets,
        sum(
            case
                when
                    lower(y.street) like '%po box%'
                    or lower(y.street) like '%p.o. box%'
                    or lower(y.street) like '%kotak pos%'
                    then 1
                else 0
            end
        ) as boxes
    from parties as y
    where y.roles like '%supplier%'
    group by y.party_id
),

whole as (
    select
        count(*) as suppliers,
        cast(sum(case when k.streets > 0 then 1 else 0 end) as double)
        / nullif(cast(count(*) as double), 0) as share
    from known as k
)

select
    k.subject,
    case
        when
            w.share >= cast($share as double)
            then cast(k.processes - k.streets + k.boxes as double)
    end as value,
    cast(k.processes as double) as threshold,
    w.share >= cast($share as double)
    and k.processes - k.streets + k.boxes = k.processes as flagged,
    case when w.share < cast($share as double) then 'parties/address/streetAddress' end as missing,
    k.processes,
    'suppliers' as compared_with,
    w.suppliers as compared_rows
from known as k
cross join whole as w
