-- {code} is of level {level}, and its parent {parent} of level {parent_level}.
-- weight: stop   table: places   column: parent
-- write: Write the place one level up: a village lies in a district, a district in a regency.
with listed as (
    select
        scheme,
        code,
        level
    from places
    union all
    select
        earlier.scheme,
        earlier.code,
        earlier.level
    from published.places as earlier
    where
        (earlier.scheme, earlier.code)
        not in (select (own.scheme, own.code) from places as own)
)

select distinct
    one.line,
    one.code,
    one.level,
    one.parent,
    listed.level as parent_level
from places as one
inner join listed
    on
        one.scheme = listed.scheme
        and one.parent = listed.code
where listed.level <> one.level - 1
