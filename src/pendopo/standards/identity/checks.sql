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

-- Of digits, the rest by 97: each counts for its place, 10 to the power of 0, 1, 2 … by 97.
create or replace temp macro rest_by_97(digits) as (
    list_sum(
        list_transform(
            generate_series(1, length(digits)),
            lambda i: (ascii(substr(digits, i::integer, 1)) - 48)
            * ([
                1, 10, 3, 30, 9, 90, 27, 76, 81, 34, 49, 5, 50, 15, 53, 45, 62, 38, 89, 17,
                73, 51, 25, 56, 75, 71, 31, 19, 93, 57, 85, 74, 61, 28, 86, 84, 64, 58, 95,
                77, 91, 37, 79, 14, 43, 42, 32, 29, 96, 87, 94, 67, 88, 7, 70, 21, 16, 63,
                48, 92, 47, 82, 44, 52, 35, 59, 8, 80, 24, 46
            ])[length(digits) - i + 1]
        )
    ) % 97
);

-- Modulo 97 is 1: the first four characters go to the end, a letter counts 10 to 35.
-- Source: ISO 13616-1; ISO/IEC 7064, MOD 97-10.
create or replace temp macro mod97(x) as (
    rest_by_97(
        array_to_string(
            list_transform(
                string_split(substr(x, 5) || substr(x, 1, 4), ''),
                lambda c: case when c between '0' and '9' then c else (ascii(c) - 55)::varchar end
            ),
            ''
        )
    ) = 1
);
