-- {came_from} is said to have been split, and only {code} came of it.
-- weight: warn   table: changes   column: change
-- write: Name every part, the one that kept the code too; what only took another name is a rename.
select
    changes.line,
    changes.came_from,
    changes.code
from changes
where
    changes.change = 'split'
    and (
        select count(distinct other.code)
        from changes as other
        where
            other.scheme = changes.scheme
            and other.came_from = changes.came_from
            and other.change = 'split'
    ) < 2
    and not exists (
        select 1
        from places
        where
            places.scheme = changes.scheme
            and places.code = changes.came_from
            and places.until is null
    )
