-- Why did it take so long to sign?
-- One row per process: value (days), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, contracts, processes (published).
-- Parameters: $days.
with waited as (
    select
        c.ocid,
        max(
            case
                when
                    a.date is not null and c.signed is not null
                    then date_diff('day', a.date, c.signed)
            end
        ) as days,
        max(case when a.date is null then 1 else 0 end) as undated,
        max(case when c.signed is null then 1 else 0 end) as unsigned
    from contracts as c
    left join awards as a on c.ocid = a.ocid and c.award_id = a.award_id
    where coalesce(c.status, '') <> 'cancelled'
    group by c.ocid
)

select
    w.ocid as subject,
    cast(w.days as double) as value,
    cast($days as double) as threshold,
    w.days > $days as flagged,
    case
        when w.days is not null then null
        when w.unsigned = 1 then 'contracts/dateSigned'
        else 'awards/date'
    end as missing
from waited as w
inner join processes as p on w.ocid = p.ocid
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled'
