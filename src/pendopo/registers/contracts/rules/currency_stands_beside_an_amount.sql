-- {part} is {amount}, of no currency.
-- weight: warn   table: releases   column: json   source: OCDS 1.1, value/currency
-- write: Write the currency's code beside the amount, like IDR.
with amounts as (
    select
        line,
        '/tender/value' as part,
        amount,
        currency
    from tenders
    union all
    select
        line,
        '/awards/' || coalesce(award_id, '–') || '/value' as part,
        amount,
        currency
    from awards
    union all
    select
        line,
        '/contracts/' || coalesce(contract_id, '–') || '/value' as part,
        amount,
        currency
    from contracts
)

select
    line,
    part,
    amount
from amounts
where
    amount is not null
    and currency is null
