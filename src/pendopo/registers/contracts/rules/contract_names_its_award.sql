-- Contract {contract_id} names {award_id} as its award, which {ocid} does not have.
-- weight: warn   table: contracts   column: award_id   source: OCDS 1.1, contracts/awardID
-- write: Write the id of the award that the contract stands on.
select
    contracts.line,
    contracts.ocid,
    coalesce(contracts.contract_id, '–') as contract_id,
    coalesce(contracts.award_id, '–') as award_id
from contracts
where
    contracts.award_id is null
    -- A file may hold a contract whose award stands in an earlier one: only what it tells counts.
    or (
        exists (
            select 1
            from awards
            where awards.ocid = contracts.ocid
        )
        and not exists (
            select 1
            from awards
            where
                awards.ocid = contracts.ocid
                and awards.award_id = contracts.award_id
        )
    )
