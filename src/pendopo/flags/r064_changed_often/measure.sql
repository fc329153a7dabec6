-- Why was the contract changed so often?
-- One row per process: value (changes), threshold, flagged, missing, inputs.
-- Reads of contracts: amendments, processes (published).
-- Parameters: $least.
with changed as (
    select
        m.ocid,
        count(*) as changes
    from amendments as m
    where m.part = 'contract'
    group by m.ocid
)

select
    p.ocid as subject,
    cast(coalesce(c.changes, 0) as double) as value,
    cast($least as double) as threshold,
    coalesce(c.changes, 0) >= $least as flagged,
    cast(null as varchar) as missing
from processes as p
left join changed as c on p.ocid = c.ocid
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled' and p.contracts > 0
