-- Why does the record not say what is bought, for how much, by when, or how bids are compared?
-- One row per process: value (fields), threshold, flagged, missing, inputs.
-- Reads of contracts: documents, processes, tenders (published).
-- Parameters: $most.
with held as (
    select distinct
        d.ocid
    from documents as d
    where d.part = 'tender'
),

counted as (
    select
        p.ocid,
        case when t.title is null then 1 else 0 end
        + case when t.description is null then 1 else 0 end
        + case when t.amount is null then 1 else 0 end
        + case when t.closed is null then 1 else 0 end
        + case when t.method_details is null then 1 else 0 end
        + case when t.award_criteria is null and t.award_criteria_details is null then 1 else 0 end
        + case when h.ocid is null then 1 else 0 end as lacking
    from processes as p
    inner join tenders as t on p.ocid = t.ocid
    left join held as h on p.ocid = h.ocid
    where
        p.quarantined is null
        and coalesce(p.status, '') <> 'cancelled'
        and p.method in ('open', 'selective')
)

select
    c.ocid as subject,
    cast(c.lacking as double) as value,
    cast($most as double) as threshold,
    c.lacking > $most as flagged,
    cast(null as varchar) as missing
from counted as c
