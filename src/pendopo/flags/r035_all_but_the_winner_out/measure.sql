-- Why were all bidders but the winner disqualified?
-- One row per process: value (disqualified tenderers), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, bids, processes, suppliers, tenderers (published).
-- Parameters: $least.
-- Steps: finals, tendered.
with
victors as (
    select
        s.ocid,
        count(distinct s.supplier_id) as suppliers,
        min(s.supplier_id) as supplier_id
    from awards as a
    inner join finals as f on a.ocid = f.ocid
    inner join suppliers as s on a.ocid = s.ocid and a.award_id = s.award_id
    where a.status = 'active'
    group by s.ocid
),

standing as (
    select
        b.ocid,
        b.tenderer_id,
        max(case when b.status = 'valid' then 1 else 0 end) as valid,
        max(case when b.status = 'disqualified' then 1 else 0 end) as disqualified
    from tendered as b
    where b.tenderer_id is not null
    group by b.ocid, b.tenderer_id
),

unclear as (
    select
        b.ocid,
        sum(case when b.status is null then 1 else 0 end) as without_status,
        sum(case when b.tenderer_id is null then 1 else 0 end) as without_tenderer
    from tendered as b
    where coalesce(b.status, 'valid') in ('valid', 'disqualified')
    group by b.ocid
),

counted as (
    select
        w.ocid,
        max(w.suppliers) as suppliers,
        sum(s.valid) as valid,
        sum(case when s.valid = 1 and s.tenderer_id = w.supplier_id then 1 else 0 end) as won,
        sum(case when s.disqualified = 1 and s.valid = 0 then 1 else 0 end) as disqualified
    from victors as w
    inner join standing as s on w.ocid = s.ocid
    group by w.ocid
)

select
    w.ocid as subject,
    case
        when c.valid = 1 and c.won = 1 and c.suppliers = 1 then cast(c.disqualified as double)
        when c.ocid is not null then 0e0
    end as value,
    cast($least as double) as threshold,
    c.valid = 1 and c.won = 1 and c.suppliers = 1 and c.disqualified >= $least as flagged,
    case
        when c.valid > 1 or c.valid > c.won or w.suppliers > 1 then null
        when u.without_tenderer > 0 then 'bids/details/tenderers'
        when u.without_status > 0 or c.ocid is null then 'bids/details/status'
    end as missing,
    cast(c.valid as bigint) as valid,
    cast(c.disqualified as bigint) as disqualified
from victors as w
inner join processes as p on w.ocid = p.ocid
left join counted as c on w.ocid = c.ocid
left join unclear as u on w.ocid = u.ocid
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled'
