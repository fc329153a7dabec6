-- The tranches of {fund} in {year} for {status} add up to {share} percent, not to 100.
-- weight: stop   table: tranche_rules   column: percent
-- write: Write every tranche of the year with its share.
select
    year,
    fund,
    coalesce(status, '-') as status,
    min(line) as line,
    sum(percent) as share
from tranche_rules
group by year, fund, status
having share <> 100
