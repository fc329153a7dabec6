-- Firms that bid; one without an id stands under its name, which does not tell who it is.
-- One row per process and id of a firm: tenderer_id, firm, without_id.
-- Reads of contracts: tenderers (published).
select distinct
    d.ocid,
    d.tenderer_id,
    case
        when lower(d.tenderer_id) like 'no-id/%'
            then 'no-id/' || coalesce(lower(trim(d.tenderer)), d.tenderer_id)
        else d.tenderer_id
    end as firm,
    case when lower(d.tenderer_id) like 'no-id/%' then 1 else 0 end as without_id
from tenderers as d
where d.part = 'bid'
