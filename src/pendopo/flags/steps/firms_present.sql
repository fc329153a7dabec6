-- Firms that bid in the processes that stand.
-- One row per process and firm: without_id.
-- Reads of contracts: processes (published).
-- Steps: firms_bidding.
select distinct
    d.ocid,
    d.firm,
    d.without_id
from firms_bidding as d
inner join processes as p on d.ocid = p.ocid
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled'
