-- {code} has {people} people in {year}, and {people_before} a year before.
-- weight: warn   table: people   column: people
-- write: Look at both numbers; where a place was split or merged, say so in the list of places.
with counted as (
    select
        scheme,
        code,
        year,
        people,
        counted_by
    from people
    union
    select
        scheme,
        code,
        year,
        people,
        counted_by
    from published.people
)

select
    people.line,
    people.code,
    people.year,
    people.people,
    counted.people as people_before
from people
inner join counted
    on
        people.scheme = counted.scheme
        and people.code = counted.code
        and people.counted_by is not distinct from counted.counted_by
        and people.year = counted.year + 1
where
    greatest(people.people, counted.people) >= 100
    and abs(people.people - counted.people) * 3 > counted.people
