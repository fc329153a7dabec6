-- What exactly is bought?
-- One row per process: value (characters), threshold, flagged, missing, inputs.
-- Reads of contracts: processes (published).
-- Parameters: $characters.
select
    p.ocid as subject,
    cast(char_length(trim(p.title)) as double) as value,
    cast($characters as double) as threshold,
    char_length(trim(p.title)) <= $characters as flagged,
    case when p.title is null then 'tender/title' end as missing,
    p.title
from processes as p
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled'
