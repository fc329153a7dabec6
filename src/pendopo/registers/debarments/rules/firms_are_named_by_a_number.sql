-- {name} has no identifier with its scheme, so that no supplier can be found on the list by it.
-- weight: warn   table: debarments   column: identifier
-- write: Write the scheme and the number that contracts name the firm by.
select
    line,
    name
from debarments
where scheme is null or identifier is null
