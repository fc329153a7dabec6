-- {ocid} has {times} contracts with the id {contract_id} in one release; merging keeps the last.
-- weight: warn   table: contracts   column: contract_id   source: OCDS 1.1, identifier merge
-- write: Write an id of its own for each contract.
select
    line,
    ocid,
    contract_id,
    count(*) as times
from contracts
where contract_id is not null
group by line, ocid, contract_id
having count(*) > 1
