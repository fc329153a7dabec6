-- Bids of one firm alone.
-- One row per bid: tenderer_id.
-- Reads of contracts: tenderers (published).
select
    d.ocid,
    d.part_id as bid_id,
    min(d.tenderer_id) as tenderer_id
from tenderers as d
where d.part = 'bid'
group by d.ocid, d.part_id
having count(*) = 1
