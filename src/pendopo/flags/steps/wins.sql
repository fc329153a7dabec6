-- Who won, and whether it may be any bidder: it has no id, and is no bidder by its name.
-- One row per process with one award in force to one supplier: supplier_id, unknown.
-- Steps: firms_bidding, winners.
select
    w.ocid,
    w.supplier_id,
    case when f.ocid is null and lower(w.supplier_id) like 'no-id/%' then 1 else 0 end as unknown
from winners as w
left join firms_bidding as f on w.ocid = f.ocid and w.supplier_id = f.tenderer_id
