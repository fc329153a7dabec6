-- Did it take long from the announcement to the winner?
-- One row per process: value (score, 1 to 5), threshold, flagged, missing, inputs.
-- Reads of contracts: processes (published).
-- Parameters: $first, $fourth, $score, $second, $third.
with waited as (
    select
        p.ocid,
        p.tender_opened,
        p.award_date,
        date_diff('day', p.tender_opened, p.award_date) as days
    from processes as p
    where p.quarantined is null and coalesce(p.status, '') <> 'cancelled' and p.awards > 0
),

scored as (
    select
        w.ocid,
        w.tender_opened,
        w.award_date,
        w.days,
        case
            when w.days <= $first then 1 when w.days <= $second then 2 when
                w.days <= $third
                then 3 when
                w.days <= $fourth
                then 4
            when w.days > $fourth then 5
        end as score
    from waited as w
)

select
    s.ocid as subject,
    cast(s.score as double) as value,
    cast($score as double) as threshold,
    s.score >= $score as flagged,
    case
        when s.tender_opened is null then 'tender/tenderPeriod/startDate'
        when s.award_date is null then 'awards/date'
    end as missing,
    s.tender_opened as opened,
    s.award_date,
    s.days
from scored as s
