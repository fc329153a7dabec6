-- How many days do bidders have on average?
-- One row per buyer: value (days), threshold, flagged, missing, inputs.
-- Reads of contracts: processes (published).
-- Parameters: none.
select
    p.buyer_id as subject,
    cast(sum(date_diff('day', p.tender_opened, p.tender_closed)) as double)
    / nullif(
        cast(
            sum(
                case
                    when p.tender_opened is not null and p.tender_closed is not null then 1 else 0
                end
            ) as double
        ),
        0
    ) as value,
    cast(null as double) as threshold,
    false as flagged,
    case
        when
            sum(
                case
                    when p.tender_opened is not null and p.tender_closed is not null then 1 else 0
                end
            )
            = 0
            then 'tender/tenderPeriod'
    end as missing,
    count(*) as processes,
    sum(case when p.tender_opened is not null and p.tender_closed is not null then 1 else 0 end)
        as counted
from processes as p
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.buyer_id is not null
    and p.method in ('open', 'selective')
group by p.buyer_id
