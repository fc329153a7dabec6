-- The checks that patterns name, as macros of DuckDB. x holds no separators.

-- Luhn: from the right, every second digit counts double, its digits added up; the whole ends in 0.
-- Source: ISO/IEC 7812-1, annex B.
create or replace temp macro luhn(x) as (
    list_sum(
        list_transform(
            generate_series(1, length(x)),
            lambda i: case
                when (length(x) - i) % 2 = 1
                    then ([0, 2, 4, 6, 8, 1, 3, 5, 7, 9])[ascii(substr(x, i::integer, 1)) - 47]
                else ascii(substr(x, i::integer, 1)) - 48
            end
        )
    ) % 10 = 0
);

-- Modulo 97 is 1: the first four characters go to the end, a letter counts 10 to 35.
-- Source: ISO 13616-1; ISO/IEC 7064, MOD 97-10.
create or replace temp macro mod97(x) as (
    list_reduce(
        list_transform(
            string_split(substr(x, 5) || substr(x, 1, 4), ''),
            lambda c: case when c between '0' and '9' then ascii(c) - 48 else ascii(c) - 55 end
        ),
        lambda rest, v: (rest * case when v > 9 then 100 else 10 end + v) % 97
    ) = 1
);
