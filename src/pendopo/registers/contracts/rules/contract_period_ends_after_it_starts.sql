-- Contract {contract_id} ends at {ends} UTC, before it starts at {starts} UTC.
-- weight: warn   table: contracts   column: period_end   source: OCDS 1.1, contracts/period
-- write: Write the end of the contract, no earlier than its start.
select
    line,
    contract_id,
    period_start as starts,
    period_end as ends
from contracts
where period_end < period_start
