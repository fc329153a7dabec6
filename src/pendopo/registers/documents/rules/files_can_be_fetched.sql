-- {address} is no address of a file that can be fetched.
-- weight: stop   table: files   column: address
-- write: Write the whole address, https:// and on; or paper under form.
select
    line,
    address
from files
where
    form <> 'paper'
    and not regexp_matches(address, '^https?://[^\s/]+(/\S*)?$')
