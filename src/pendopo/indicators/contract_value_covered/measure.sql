-- For what share of contracted processes is the contract value public?
-- One row: value (share from 0 to 1, DOUBLE; null where no process has a contract).
-- Reads: contracts.processes (published). Parameters: $as_of.
select
    cast(sum(case when contract_amount is not null then 1 else 0 end) as double)
    / nullif(cast(count(*) as double), 0) as value
from processes
where
    contracts >= 1
    and (award_date is null or award_date <= $as_of)
