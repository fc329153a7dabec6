-- Why is what was due not there?
-- One row per process: value (days late), threshold, flagged, missing, inputs.
-- Reads of contracts: contracts, milestones, processes (published).
-- Parameters: $as_of, $days.
with steps as (
    select
        m.ocid,
        max(
            case when m.due is not null then date_diff('day', m.due, coalesce(m.met, $as_of)) end
        ) as days,
        sum(case when m.due is null then 1 else 0 end) as unknown
    from milestones as m
    where
        m.part in ('implementation', 'contract')
        and coalesce(m.status, '') <> 'met'
        and coalesce(m.due <= $as_of, true)
    group by m.ocid
),

met as (
    select
        m.ocid,
        max(date_diff('day', m.due, m.met)) as days,
        sum(case when m.met is null then 1 else 0 end) as unknown
    from milestones as m
    where m.part in ('implementation', 'contract') and m.status = 'met' and m.due <= $as_of
    group by m.ocid
),

signed as (
    select
        c.ocid,
        max(case when c.ends <= $as_of then date_diff('day', c.ends, $as_of) end) as days,
        sum(case when c.ends is null then 1 else 0 end) as unknown
    from contracts as c
    where coalesce(c.status, 'active') in ('active', 'pending')
    group by c.ocid
),

joined as (
    select
        p.ocid,
        case
            when
                coalesce(s.days, -99999) >= coalesce(g.days, -99999)
                and coalesce(s.days, -99999) >= coalesce(m.days, -99999)
                then s.days
            when coalesce(m.days, -99999) >= coalesce(g.days, -99999) then m.days
            else g.days
        end as days,
        coalesce(g.unknown, 0) as without_end,
        coalesce(s.unknown, 0) as without_due,
        coalesce(m.unknown, 0) as without_met
    from processes as p
    left join steps as s on p.ocid = s.ocid
    left join met as m on p.ocid = m.ocid
    left join signed as g on p.ocid = g.ocid
    where
        p.quarantined is null
        and coalesce(p.status, '') <> 'cancelled'
        and (s.ocid is not null or m.ocid is not null or g.ocid is not null)
)

select
    j.ocid as subject,
    cast(
        case
            when j.days is null and j.without_end + j.without_due + j.without_met = 0 then 0
            else j.days
        end as double
    ) as value,
    cast($days as double) as threshold,
    j.days > $days as flagged,
    case
        when j.days > $days then null
        when j.without_end > 0 then 'contracts/period/endDate'
        when j.without_due > 0 then 'contracts/implementation/milestones/dueDate'
        when j.without_met > 0 then 'contracts/implementation/milestones/dateMet'
    end as missing
from joined as j
