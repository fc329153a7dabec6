-- Published on {published_on}, before it was decided on {decided_on}.
-- weight: warn   table: files   column: published_on
-- write: Look whether day and month were swapped.
select
    line,
    published_on,
    decided_on
from files
where published_on < decided_on
