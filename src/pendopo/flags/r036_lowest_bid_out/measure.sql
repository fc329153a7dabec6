-- Why was the lowest bid disqualified?
-- One row per process: value (share of the lowest valid bid), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, bids, processes, tenders (published).
-- Parameters: $least.
-- Steps: offers.
with
compared as (
    select
        v.ocid,
        count(*) as bids,
        sum(v.told) as told,
        count(v.worth) as known,
        min(v.worth) as lowest,
        max(v.worth) as highest,
        sum(case when v.status = 'valid' and v.worth is not null then 1 else 0 end) as valid,
        sum(case when v.status = 'valid' and v.told = 0 then 1 else 0 end) as valid_untold,
        sum(case when v.status = 'disqualified' and v.told = 0 then 1 else 0 end) as out_untold,
        min(case when v.status = 'disqualified' then v.worth end) as lowest_out,
        min(case when v.status = 'valid' then v.worth end) as lowest_valid,
        min(case when v.status <> 'disqualified' then v.worth end) as lowest_other
    from offers as v
    group by v.ocid
),

active as (
    select distinct
        a.ocid
    from awards as a
    where a.status = 'active'
)

select
    p.ocid as subject,
    case
        when
            c.known = c.told
            then cast(c.lowest_out as double) / nullif(cast(c.lowest_valid as double), 0)
    end as value,
    cast($least as double) as threshold,
    c.known = c.told
    and c.valid >= 1
    and c.lowest_out < coalesce(c.lowest_other, c.lowest_out) as flagged,
    case
        when c.bids is null then 'bids/details'
        when c.told = 0 then 'bids/details/value'
        when c.known < c.told then 'exchange rate'
        when c.valid >= 1 and c.lowest_out < coalesce(c.lowest_other, c.lowest_out) then null
        when c.valid = 0 and c.valid_untold > 0 then 'bids/details/value'
        when c.out_untold > 0 then 'bids/details/value'
    end as missing,
    c.bids,
    c.lowest_out,
    c.lowest_valid,
    t.award_criteria as criteria
from processes as p
inner join active as a on p.ocid = a.ocid
left join tenders as t on p.ocid = t.ocid
left join compared as c on p.ocid = c.ocid
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and coalesce(t.award_criteria, 'priceOnly') not in ('ratedCriteria', 'qualityOnly')
