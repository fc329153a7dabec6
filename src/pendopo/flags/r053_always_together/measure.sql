-- Why do these two firms nearly always bid in the same tenders?
-- One row per pair: value (share of the rarer firm's tenders), threshold, flagged, missing, inputs.
-- Reads of contracts: processes, tenderers (published).
-- Parameters: $least, $share.
-- Steps: firms_present.
with
names as (
    select distinct
        d.tenderer_id as firm,
        'no-id/' || lower(trim(d.tenderer)) as nameless
    from tenderers as d
    where d.part = 'bid' and lower(d.tenderer_id) not like 'no-id/%'
),

-- In how many processes a firm without an id bids under the name of one that has an id.
doubles as (
    select
        n.firm,
        count(distinct k.ocid) as processes
    from names as n
    inner join firms_present as k on n.nameless = k.firm and k.without_id = 1
    group by n.firm
),

counts as (
    select
        k.firm,
        k.without_id,
        count(*) as processes
    from firms_present as k
    group by k.firm, k.without_id
),

met as (
    select
        x.firm as first_id,
        y.firm as second_id,
        count(*) as processes
    from firms_present as x
    inner join firms_present as y on x.ocid = y.ocid and x.firm < y.firm
    group by x.firm, y.firm
    having count(*) >= $least
),

pairs as (
    select
        m.first_id,
        m.second_id,
        m.processes,
        x.without_id + y.without_id as without_id,
        coalesce(v.processes, 0) + coalesce(w.processes, 0) as others,
        case when x.processes < y.processes then x.processes else y.processes end as rarer,
        case
            when
                x.processes + coalesce(v.processes, 0) < y.processes + coalesce(w.processes, 0)
                then x.processes + coalesce(v.processes, 0)
            else y.processes + coalesce(w.processes, 0)
        end as rarer_at_most
    from met as m
    inner join counts as x on m.first_id = x.firm
    inner join counts as y on m.second_id = y.firm
    left join doubles as v on m.first_id = v.firm
    left join doubles as w on m.second_id = w.firm
)

select
    q.first_id || ' | ' || q.second_id as subject,
    cast(q.processes as double) / nullif(cast(q.rarer as double), 0) as value,
    cast($share as double) as threshold,
    cast(q.processes as double) >= cast($share as double) * cast(q.rarer_at_most as double)
        as flagged,
    case
        when q.without_id > 0 then 'bids/details/tenderers/id'
        when
            cast(q.processes as double) >= cast($share as double) * cast(q.rarer_at_most as double)
            then null
        when
            q.others > 0
            and cast(q.processes + q.others as double)
            >= cast($share as double) * cast(q.rarer + q.others as double)
            then 'bids/details/tenderers/id'
    end as missing,
    q.processes,
    [q.first_id, q.second_id] as parties
from pairs as q
