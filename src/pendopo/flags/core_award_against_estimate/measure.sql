-- What do awards cost, against their estimates?
-- One row per buyer: value (share of the estimate), threshold, flagged, missing, inputs.
-- Reads of contracts: processes (published).
-- Parameters: none.
select
    p.buyer_id as subject,
    cast(sum(case when p.tender_home_amount is not null then p.award_home_amount end) as double)
    / nullif(
        cast(
            sum(case when p.award_home_amount is not null then p.tender_home_amount end) as double
        ),
        0
    ) as value,
    cast(null as double) as threshold,
    false as flagged,
    case
        when
            sum(
                case
                    when
                        p.award_home_amount is not null and p.tender_home_amount is not null
                        then 1
                    else 0
                end
            )
            = 0
            then 'tender/value'
    end as missing,
    count(*) as processes,
    sum(
        case
            when p.award_home_amount is not null and p.tender_home_amount is not null then 1 else 0
        end
    ) as counted
from processes as p
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.buyer_id is not null
    and p.awards > 0
group by p.buyer_id
