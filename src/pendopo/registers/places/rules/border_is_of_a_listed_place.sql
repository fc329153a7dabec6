-- A border is given for {code}, which no list of places has.
-- weight: warn   table: borders   column: code
-- write: Publish the place with its name first, or mend the code.
select
    line,
    code
from borders
where
    (scheme, code) not in (select (known.scheme, known.code) from places as known)
    and (scheme, code) not in (select (known.scheme, known.code) from published.places as known)
    and scheme in (
        select known.scheme from places as known
        union all
        select known.scheme from published.places as known
    )
