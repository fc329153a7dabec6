-- {account_code} ({amount}) is spending, and no activity is named.
-- weight: warn   table: lines   column: activity_code   source: Permendagri 20/2018
-- write: Write the activity's code, such as 02.03.10; villagers ask what for.
select
    line,
    account_code,
    amount,
    activity_code
from lines
where
    starts_with(account_code, '5')
    and activity_code is null
