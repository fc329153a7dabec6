-- Why do these two firms nearly always bid in the same tenders?
-- One row per pair: value (share of the rarer firm's tenders), threshold, flagged, missing, inputs.
-- Reads of contracts: processes, tenderers (published).
-- Parameters: $least, $share.
with taking as (
    select distinct
        d.ocid,
        d.tenderer_id
    from tenderers as d
    inner join processes as p on d.ocid = p.ocid
    where p.quarantined is null and coalesce(p.status, '') <> 'cancelled' and d.part = 'bid'
),

counts as (
    select
        k.tenderer_id,
        count(*) as processes
    from taking as k
    group by k.tenderer_id
),

met as (
    select
        x.tenderer_id as first_id,
        y.tenderer_id as second_id,
        count(*) as processes
    from taking as x
    inner join taking as y on x.ocid = y.ocid and x.tenderer_id < y.tenderer_id
    group by x.tenderer_id, y.tenderer_id
    having count(*) >= $least
)

select
    m.first_id || ' | ' || m.second_id as subject,
    cast(m.processes as double)
    / nullif(
        cast(case when x.processes < y.processes then x.processes else y.processes end as double), 0
    ) as value,
    cast($share as double) as threshold,
    cast(m.processes as double)
    >= cast($share as double)
    * cast(case when x.processes < y.processes then x.processes else y.processes end as double)
        as flagged,
    cast(null as varchar) as missing,
    m.processes,
    [m.first_id, m.second_id] as parties
from met as m
inner join counts as x on m.first_id = x.tenderer_id
inner join counts as y on m.second_id = y.tenderer_id
