-- The photo of {village} is the same as one of {other_village}.
-- weight: warn   table: photos   column: sha256
-- write: Look at both; take a new picture where one of them was used again.
with everything as (
    select
        line,
        village,
        year,
        sha256,
        likeness
    from photos
    union all
    select
        null as line,
        village,
        year,
        sha256,
        likeness
    from published.photos
)

select
    one.line,
    one.village,
    one.sha256,
    min(other.village) as other_village
from everything as one
inner join everything as other
    on
        one.village <> other.village
        and (
            one.sha256 = other.sha256
            -- Made smaller or saved anew, a picture differs in up to 4 of 64 bits.
            or bit_count(
                xor(
                    try_cast('0x' || one.likeness as ubigint),
                    try_cast('0x' || other.likeness as ubigint)
                )
            ) <= 4
        )
where one.line is not null
group by one.line, one.village, one.sha256
