-- {account_code} is said to be {direction}, and its code says otherwise.
-- weight: stop   table: lines   column: direction   source: Permendagri 20/2018
-- write: Leave direction empty: 4 is revenue, 5 expenditure, 6.1 financing in, 6.2 financing out.
select
    line,
    account_code,
    direction
from lines
where
    direction <> case
        when starts_with(account_code, '4') then 'revenue'
        when starts_with(account_code, '5') then 'expenditure'
        when starts_with(account_code, '6.1') then 'financing-in'
        else 'financing-out'
    end
