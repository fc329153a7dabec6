-- {code} lies in {parent}, and does not begin with it.
-- weight: warn   table: places   column: parent   source: Permendagri 58/2021; BPS
-- write: Write the code of the place one level up, or mend the code.
select
    line,
    code,
    parent
from places
where
    scheme in ('kemendagri', 'bps')
    and parent is not null
    and not starts_with(code, parent)
