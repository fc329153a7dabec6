-- {part} is {amount}, less than nothing.
-- weight: warn   table: releases   column: json   source: OCDS 1.1, value/amount
-- write: Write the amount without a minus; a reduction is an amendment of its own.
with amounts as (
    select
        line,
        '/tender/value' as part,
        amount
    from tenders
    union all
    select
        line,
        '/awards/' || coalesce(award_id, '–') || '/value' as part,
        amount
    from awards
    union all
    select
        line,
        '/contracts/' || coalesce(contract_id, '–') || '/value' as part,
        amount
    from contracts
)

select
    line,
    part,
    amount
from amounts
where amount < 0
