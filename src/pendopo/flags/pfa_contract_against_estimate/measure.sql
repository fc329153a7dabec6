-- How far is the contract from the owner's estimate?
-- One row per process: value (score, 1 to 5), threshold, flagged, missing, inputs.
-- Reads of contracts: processes (published).
-- Parameters: $score.
with gaps as (
    select
        p.ocid,
        p.tender_amount,
        p.contract_amount,
        case
            when
                p.tender_currency = p.contract_currency and p.tender_amount > 0
                then (p.tender_amount - p.contract_amount) * 100
        end as gap
    from processes as p
    where p.quarantined is null and coalesce(p.status, '') <> 'cancelled' and p.contracts > 0
),

scored as (
    select
        g.ocid,
        g.tender_amount,
        g.contract_amount,
        case
            when g.gap is null then null
            when g.gap < 1 * g.tender_amount then 5
            when g.gap < 2 * g.tender_amount then 4
            when g.gap < 3 * g.tender_amount then 3
            when g.gap < 4 * g.tender_amount then 2
            when g.gap < 8 * g.tender_amount then 1
            when g.gap < 12 * g.tender_amount then 2
            when g.gap < 16 * g.tender_amount then 3
            when g.gap < 20 * g.tender_amount then 4
            else 5
        end as score
    from gaps as g
)

select
    s.ocid as subject,
    cast(s.score as double) as value,
    cast($score as double) as threshold,
    s.score >= $score as flagged,
    case
        when s.score is not null then null
        when s.tender_amount is null or s.tender_amount <= 0 then 'tender/value'
        when s.contract_amount is null then 'contracts/value'
        else 'exchange rate'
    end as missing,
    s.tender_amount as estimate,
    s.contract_amount as contracted
from scored as s
