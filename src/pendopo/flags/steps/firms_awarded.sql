-- Awards to one firm alone; one without an id stands under its name, which does not tell who it is.
-- One row per award: firm, without_id, name.
-- Reads of contracts: suppliers (published).
select
    s.ocid,
    s.award_id,
    min(
        case
            when lower(s.supplier_id) like 'no-id/%'
                then 'no-id/' || coalesce(lower(trim(s.supplier)), s.supplier_id)
            else s.supplier_id
        end
    ) as firm,
    max(case when lower(s.supplier_id) like 'no-id/%' then 1 else 0 end) as without_id,
    min(lower(trim(s.supplier))) as name
from suppliers as s
group by s.ocid, s.award_id
having count(*) = 1
