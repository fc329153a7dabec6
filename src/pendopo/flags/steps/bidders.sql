-- Bids of one firm alone; one without an id stands under its name, which does not tell who it is.
-- One row per bid: tenderer_id, firm, without_id.
-- Reads of contracts: tenderers (published).
select
    d.ocid,
    d.part_id as bid_id,
    min(d.tenderer_id) as tenderer_id,
    min(
        case
            when lower(d.tenderer_id) like 'no-id/%'
                then 'no-id/' || coalesce(lower(trim(d.tenderer)), d.tenderer_id)
            else d.tenderer_id
        end
    ) as firm,
    max(case when lower(d.tenderer_id) like 'no-id/%' then 1 else 0 end) as without_id
from tenderers as d
where d.part = 'bid'
group by d.ocid, d.part_id
having count(*) = 1
