-- Where was the tender announced?
-- One row per process: value (notices), threshold, flagged, missing, inputs.
-- Reads of contracts: documents, processes (published).
-- Parameters: $least.
with told as (
    select
        d.ocid,
        sum(
            case
                when d.type in ('tenderNotice', 'procurementPlan', 'biddingDocuments') then 1 else 0
            end
        ) as notices,
        sum(case when d.type is null then 1 else 0 end) as untyped
    from documents as d
    where d.part in ('tender', 'planning')
    group by d.ocid
)

select
    p.ocid as subject,
    cast(coalesce(t.notices, 0) as double) as value,
    cast($least as double) as threshold,
    coalesce(t.notices, 0) < $least as flagged,
    case
        when t.untyped > 0 and t.notices < $least then 'tender/documents/documentType'
    end as missing,
    p.method
from processes as p
left join told as t on p.ocid = t.ocid
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.method in ('open', 'selective')
