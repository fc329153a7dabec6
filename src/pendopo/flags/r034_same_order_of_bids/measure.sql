-- Why does one of these firms always bid lower than the other?
-- One row per pair: value (processes), threshold, flagged, missing, inputs.
-- Reads of contracts: bids, processes, tenderers (published).
-- Parameters: $least.
-- Steps: bidders, offers.
with
priced as (
    select
        v.ocid,
        v.bid_id,
        d.firm,
        d.without_id,
        v.worth
    from offers as v
    inner join bidders as d on v.ocid = d.ocid and v.bid_id = d.bid_id
),

lowest as (
    select
        r.ocid,
        r.firm,
        r.without_id,
        min(r.worth) as worth
    from priced as r
    where r.worth is not null
    group by r.ocid, r.firm, r.without_id
),

met as (
    select
        x.firm as first_id,
        y.firm as second_id,
        max(x.without_id + y.without_id) as without_id,
        count(*) as processes,
        sum(case when x.worth < y.worth then 1 else 0 end) as lower_first,
        sum(case when x.worth > y.worth then 1 else 0 end) as lower_second
    from lowest as x
    inner join lowest as y on x.ocid = y.ocid and x.firm < y.firm
    inner join processes as p on x.ocid = p.ocid
    where p.quarantined is null and coalesce(p.status, '') <> 'cancelled'
    group by x.firm, y.firm
)

select
    m.first_id || ' | ' || m.second_id as subject,
    cast(m.processes as double) as value,
    cast($least as double) as threshold,
    m.lower_first = m.processes or m.lower_second = m.processes as flagged,
    case when m.without_id > 0 then 'bids/details/tenderers/id' end as missing,
    m.lower_first,
    m.lower_second,
    [m.first_id, m.second_id] as parties
from met as m
where m.processes >= $least
