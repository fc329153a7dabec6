-- {code} lies in {parent}, which no list of places has.
-- weight: warn   table: places   column: parent
-- write: Publish the list of the level above first, or hand both levels in as one list.
select
    line,
    code,
    parent
from places
where
    parent is not null
    and (scheme, parent) not in (select (known.scheme, known.code) from places as known)
    and (scheme, parent) not in (select (known.scheme, known.code) from published.places as known)
