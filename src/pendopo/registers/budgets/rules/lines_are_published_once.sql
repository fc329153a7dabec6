-- Lines of {publisher} as {phase} in {year} ({direction}) stand twice, published already or as
-- months and as a whole year: they would count twice.
-- weight: stop   table: lines   column: phase
-- write: Publish under the scope of the other file, which replaces it; give months, or the year.
select
    lines.publisher,
    lines.phase,
    lines.year,
    lines.direction,
    min(lines.line) as line
from lines
where
    exists (
        select 1
        from published.lines as other
        where
            other.year = lines.year
            and other.phase = lines.phase
            and other.direction = lines.direction
            and other.publisher = lines.publisher
            and (
                other.month is not distinct from lines.month
                or other.month is null
                or lines.month is null
            )
    )
    or exists (
        select 1
        from lines as other
        where
            other.year = lines.year
            and other.phase = lines.phase
            and other.direction = lines.direction
            and other.publisher = lines.publisher
            and (other.month is null) <> (lines.month is null)
    )
group by lines.publisher, lines.phase, lines.year, lines.direction
