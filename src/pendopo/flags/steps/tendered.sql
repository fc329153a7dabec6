-- Bids with those who make them; one without an id stands under its name, which does not tell who.
-- One row per bid and tenderer, one where none is named: status, tenderer_id, firm, without_id.
-- Reads of contracts: bids, tenderers (published).
select
    b.ocid,
    b.bid_id,
    b.status,
    d.tenderer_id,
    case
        when lower(d.tenderer_id) like 'no-id/%'
            then 'no-id/' || coalesce(lower(trim(d.tenderer)), d.tenderer_id)
        else d.tenderer_id
    end as firm,
    case when lower(d.tenderer_id) like 'no-id/%' then 1 else 0 end as without_id
from bids as b
left join tenderers as d on b.ocid = d.ocid and b.bid_id = d.part_id and d.part = 'bid'
