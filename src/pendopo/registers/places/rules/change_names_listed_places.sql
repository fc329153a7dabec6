-- {code} came from {came_from} ({change}), and no list of places has {unlisted}.
-- weight: warn   table: changes   column: came_from
-- write: List the earlier place too, with the day that it ended under until.
with named as (
    select
        line,
        scheme,
        code,
        came_from,
        change,
        unnest([code, came_from]) as unlisted
    from changes
)

select
    line,
    code,
    came_from,
    change,
    unlisted
from named
where
    (scheme, unlisted) not in (select (known.scheme, known.code) from places as known)
    and (scheme, unlisted) not in (select (known.scheme, known.code) from published.places as known)
