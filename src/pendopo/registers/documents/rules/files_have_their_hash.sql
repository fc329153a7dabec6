-- Nobody can tell whether {address} is still the same file: its hash is not given.
-- weight: warn   table: files   column: sha256
-- write: Write the output of: sha256sum FILE
select
    line,
    address
from files
where
    form <> 'paper'
    and sha256 is null
