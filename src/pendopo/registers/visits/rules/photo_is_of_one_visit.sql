-- The photo of the visit {visit} is the same as one of {other_visit}.
-- weight: warn   table: visits   column: sha256
-- write: Look at both; take a new picture where one of them was used again.
with everything as (
    select
        line,
        visit,
        sha256,
        likeness
    from visits
    union all
    select
        null as line,
        visit,
        sha256,
        likeness
    from published.visits
)

select
    one.line,
    one.visit,
    one.sha256,
    min(other.visit) as other_visit
from everything as one
inner join everything as other
    on
        one.visit <> other.visit
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
group by one.line, one.visit, one.sha256
