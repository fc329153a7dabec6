-- Contract {contract_id} is signed on {signed}, before its award of {award_date}.
-- weight: warn   table: contracts   column: signed   source: OCDS 1.1, contracts/dateSigned
-- write: Write the day of the signature as day, month and year in their right places.
with dated as (
    select
        ocid,
        award_id,
        min(date) as award_date
    from awards
    where date is not null
    group by ocid, award_id
)

select
    contracts.line,
    contracts.contract_id,
    contracts.signed,
    dated.award_date
from contracts
inner join dated
    on
        contracts.ocid = dated.ocid
        and contracts.award_id = dated.award_id
where contracts.signed < dated.award_date
