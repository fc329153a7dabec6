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

-- A NIK but for its serial: province, regency (01 to 69) or city (71 to 99), district; day of
-- birth, 40 more for a woman; month, year. A year of two digits is read as this century's: for 29
-- February it is the same but for 1900, which was no leap year.
-- Source: UU 23/2006, art. 13 and 37 of PP 37/2007; provinces: Kepmendagri 300.2.2-2138/2025.
create or replace temp macro nik_but_serial(x) as (
    substr(x, 1, 2) in (
        '11', '12', '13', '14', '15', '16', '17', '18', '19', '21', '31', '32', '33', '34', '35',
        '36', '51', '52', '53', '61', '62', '63', '64', '65', '71', '72', '73', '74', '75', '76',
        '81', '82', '91', '92', '93', '94', '95', '96'
    )
    and substr(x, 3, 2) not in ('00', '70')
    and substr(x, 5, 2) <> '00'
    and try_cast(substr(x, 7, 2) as integer) <= 71
    and try_strptime(
        lpad((try_cast(substr(x, 7, 2) as integer) % 40)::varchar, 2, '0')
        || substr(x, 9, 2) || '20' || substr(x, 11, 2),
        '%d%m%Y'
    ) is not null
);
