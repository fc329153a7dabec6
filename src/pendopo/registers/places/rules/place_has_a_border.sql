-- {code} {name} has no border, as other places of its level in this list have.
-- weight: warn   table: places   column: code
-- write: Draw its border; until then it is on no map.
select
    places.line,
    places.code,
    places.name
from places
where
    places.until is null
    and (places.scheme, places.code)
    not in (select (known.scheme, known.code) from borders as known)
    and exists (
        select 1
        from places as other
        inner join borders
            on
                other.scheme = borders.scheme
                and other.code = borders.code
        where
            other.scheme = places.scheme
            and other.level = places.level
    )
