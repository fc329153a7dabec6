-- Why did the contract grow after it was signed?
-- One row per process: value (share of the first value), threshold, flagged, missing, inputs.
-- Reads of contracts: contracts, processes (published).
-- Parameters: $share.
with grown as (
    select
        c.ocid,
        max(
            case
                when
                    c.currency = c.first_currency and c.first_amount > 0
                    then cast(c.amount as double) / nullif(cast(c.first_amount as double), 0)
            end
        ) as share,
        sum(case when c.amount is null then 1 else 0 end) as unknown,
        sum(case when c.currency <> c.first_currency then 1 else 0 end) as other
    from contracts as c
    group by c.ocid
)

select
    g.ocid as subject,
    g.share as value,
    cast($share as double) as threshold,
    g.share > cast($share as double) as flagged,
    case
        when g.share is not null then null
        when g.other > 0 then 'exchange rate'
        else 'contracts/value'
    end as missing
from grown as g
inner join processes as p on g.ocid = p.ocid
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled'
