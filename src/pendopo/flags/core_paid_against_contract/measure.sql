-- How much of the contracts was paid?
-- One row per buyer: value (share of the contract), threshold, flagged, missing, inputs.
-- Reads of contracts: contracts, processes, transactions (published).
-- Parameters: none.
with paid as (
    select
        x.ocid,
        sum(x.home_amount) as amount,
        sum(case when x.home_amount is null then 1 else 0 end) as unknown
    from transactions as x
    left join contracts as c on x.ocid = c.ocid and x.contract_id = c.contract_id
    where coalesce(c.status, '') not in ('cancelled', 'unsuccessful')
    group by x.ocid
)

select
    p.buyer_id as subject,
    cast(
        sum(
            case when x.unknown = 0 and p.contract_home_amount is not null then x.amount end
        ) as double
    )
    / nullif(
        cast(
            sum(
                case
                    when
                        x.unknown = 0 and p.contract_home_amount is not null
                        then p.contract_home_amount
                end
            ) as double
        ),
        0
    ) as value,
    cast(null as double) as threshold,
    false as flagged,
    case
        when
            sum(case when x.unknown = 0 and p.contract_home_amount is not null then 1 else 0 end)
            = 0
            then 'contracts/implementation/transactions'
    end as missing,
    count(*) as processes,
    sum(case when x.unknown = 0 and p.contract_home_amount is not null then 1 else 0 end) as counted
from processes as p
left join paid as x on p.ocid = x.ocid
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.buyer_id is not null
    and p.contracts > 0
group by p.buyer_id
