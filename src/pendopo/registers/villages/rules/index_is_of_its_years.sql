-- {village} has {method} in {year}: the IDM ended with 2024, and Indeks Desa begins with 2025.
-- weight: stop   table: indices   column: method   source: Permendesa 9/2024
-- write: Name the method that the value was made by; the two are never one series.
select
    line,
    village,
    year,
    method
from indices
where
    (
        method = 'idm'
        and year > 2024
    )
    or (
        method = 'indeks-desa'
        and year < 2025
    )
