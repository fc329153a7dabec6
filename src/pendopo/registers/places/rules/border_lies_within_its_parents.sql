-- The border of {code} is around {longitude}, {latitude}, outside that of {parent}.
-- weight: warn   table: borders   column: longitude
-- write: Mend the code, the parent, or the order of longitude and latitude.
with bounded as (
    select
        scheme,
        code,
        west,
        south,
        east,
        north
    from borders
    union all
    select
        scheme,
        code,
        west,
        south,
        east,
        north
    from published.borders
),

listed as (
    select
        scheme,
        code,
        parent
    from places
    union
    select
        scheme,
        code,
        parent
    from published.places
)

select
    borders.line,
    borders.code,
    borders.longitude,
    borders.latitude,
    listed.parent
from borders
inner join listed
    on
        borders.scheme = listed.scheme
        and borders.code = listed.code
inner join bounded
    on
        listed.scheme = bounded.scheme
        and listed.parent = bounded.code
group by all
having
    not bool_or(
        borders.longitude between bounded.west and bounded.east
        and borders.latitude between bounded.south and bounded.north
    )
