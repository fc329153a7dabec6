-- Bids that say who makes them.
-- One row per bid: firms (how many make it).
-- Reads of contracts: tenderers (published).
select
    d.ocid,
    d.part_id as bid_id,
    count(*) as firms
from tenderers as d
where d.part = 'bid'
group by d.ocid, d.part_id
