-- {code} has {people} people in {year}; all {parts} places in it together {sum_of_parts}.
-- weight: warn   table: people   column: people
-- write: Mend the number that is wrong; tell counts of two sources apart under counted_by.
with listed as (
    select
        scheme,
        code,
        parent
    from places
    where until is null
    union
    select
        scheme,
        code,
        parent
    from published.places
    where until is null
),

added as (
    select
        listed.scheme,
        listed.parent,
        people.year,
        people.counted_by,
        count(*) as parts,
        sum(people.people) as sum_of_parts
    from listed
    inner join people
        on
            listed.scheme = people.scheme
            and listed.code = people.code
    group by all
),

every_part as (
    select
        scheme,
        parent,
        count(*) as parts
    from listed
    group by all
)

select
    people.line,
    people.code,
    people.year,
    people.people,
    added.parts,
    added.sum_of_parts
from people
inner join added
    on
        people.scheme = added.scheme
        and people.code = added.parent
        and people.year = added.year
        and people.counted_by is not distinct from added.counted_by
inner join every_part
    on
        added.scheme = every_part.scheme
        and added.parent = every_part.parent
        and added.parts = every_part.parts
where people.people <> added.sum_of_parts
