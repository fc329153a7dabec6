-- Processes with one award in force to one supplier.
-- One row per process: supplier_id.
-- Reads of contracts: awards, suppliers (published).
-- Steps: finals.
select
    a.ocid,
    min(s.supplier_id) as supplier_id
from awards as a
inner join finals as f on a.ocid = f.ocid
inner join suppliers as s on a.ocid = s.ocid and a.award_id = s.award_id
where a.status = 'active' and f.actives = 1
group by a.ocid
having count(*) = 1
