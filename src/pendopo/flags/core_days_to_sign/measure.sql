-- How many days pass from award to signature on average?
-- One row per buyer: value (days), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, contracts, processes (published).
-- Parameters: none.
select
    p.buyer_id as subject,
    cast(sum(date_diff('day', a.date, c.signed)) as double)
    / nullif(
        cast(
            sum(case when a.date is not null and c.signed is not null then 1 else 0 end) as double
        ),
        0
    ) as value,
    cast(null as double) as threshold,
    false as flagged,
    case
        when
            sum(case when a.date is not null and c.signed is not null then 1 else 0 end) = 0
            then 'contracts/dateSigned'
    end as missing,
    count(distinct p.ocid) as processes,
    sum(case when a.date is not null and c.signed is not null then 1 else 0 end) as counted
from processes as p
inner join contracts as c on p.ocid = c.ocid
left join awards as a on c.ocid = a.ocid and c.award_id = a.award_id
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.buyer_id is not null
    and coalesce(c.status, '') <> 'cancelled'
group by p.buyer_id
