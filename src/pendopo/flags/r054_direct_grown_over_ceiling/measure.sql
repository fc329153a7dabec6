-- Why did a direct award grow above the ceiling after it was signed?
-- One row per process: value (share of the ceiling), threshold, flagged, missing, inputs.
-- Reads of contracts: contracts, processes (published).
-- Parameters: $ceiling.
with grown as (
    select
        c.ocid,
        sum(c.home_amount) as amount,
        sum(
            case
                when
                    c.first_currency = c.currency
                    then cast(cast(c.first_amount as double) * c.rate as decimal(38, 2))
            end
        ) as first_amount,
        sum(
            case
                when
                    c.amount is null
                    or c.currency is null
                    or c.first_amount is null
                    or c.first_currency is null
                    then 1
                else 0
            end
        ) as untold,
        sum(
            case
                when
                    c.home_amount is null or c.rate is null or c.first_currency <> c.currency
                    then 1
                else 0
            end
        ) as without_rate
    from contracts as c
    where coalesce(c.status, '') not in ('cancelled', 'unsuccessful')
    group by c.ocid
)

select
    p.ocid as subject,
    case
        when
            g.untold = 0 and g.without_rate = 0
            then cast(g.amount as double) / nullif(cast($ceiling as double), 0)
    end as value,
    cast(1 as double) as threshold,
    g.untold = 0
    and g.without_rate = 0
    and g.first_amount <= $ceiling
    and g.amount > $ceiling as flagged,
    case
        when $ceiling is null then 'setting: ceiling'
        when g.untold > 0 then 'contracts/value'
        when g.without_rate > 0 then 'exchange rate'
    end as missing,
    g.first_amount,
    g.amount as contracted
from processes as p
inner join grown as g on p.ocid = g.ocid
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled' and p.method = 'direct'
