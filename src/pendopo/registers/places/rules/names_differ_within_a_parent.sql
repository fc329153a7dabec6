-- {name} is the name of {times} places of one kind in {parent}.
-- weight: warn   table: places   column: name
-- write: Mend the name, or its parent; where both are right, nothing need be done.
with counted as (
    select
        line,
        parent,
        name,
        count(*) over (
            partition by scheme, parent, level, kind, lower(trim(name))
        ) as times
    from places
    where
        until is null
        and parent is not null
)

select *
from counted
where times > 1
