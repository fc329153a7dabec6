"""Ways in which the values of a table come to harm: in a spreadsheet, by hand, on the way.

Each takes a table (rows of text, the header first; ``COLUMNS`` says what is in it) and a source of
choices, and gives the table as it is after that; None where a table cannot be harmed so. Only what
leaves a trace is here: that a day was always another, nobody can see in a file.
"""

from collections.abc import Callable
from datetime import date
from random import Random

from tests.corpus.damage import Table

COLUMNS = ("desa", "kode", "nomor", "tanggal", "luas", "jumlah")
NAME, CODE, LONG, DAY, SIZE, COUNT = range(len(COLUMNS))
_LAST_MONTH = 12

Mangling = Callable[[Table, Random], Table | None]


def _changed(
    table: Table, column: int, rows: list[int], change: Callable[[str], str]
) -> Table | None:
    """Change some cells; None where that changes nothing."""
    new = [list(row) for row in table]
    for at in rows:
        new[at][column] = change(new[at][column])
    return None if new == table else new


def _one(table: Table, random: Random) -> list[int]:
    return [random.randrange(1, len(table))]


def _some(table: Table, random: Random) -> list[int]:
    return sorted(random.sample(range(1, len(table)), random.randint(1, max(1, len(table) // 2))))


def _all(table: Table) -> list[int]:
    return list(range(1, len(table)))


def _scientific(cell: str) -> str:
    mantissa, exponent = f"{int(cell):.2E}".split("E")
    return f"{mantissa}E+{int(exponent)}"


def _written(cell: str, form: str) -> str:
    return date.fromisoformat(cell).strftime(form)


def _grouped(cell: str, group: str = ".", point: str = ",") -> str:
    return f"{float(cell):,.2f}".translate(str.maketrans(",.", group + point))


def long_numbers_in_short(table: Table, _: Random) -> Table | None:
    return _changed(table, LONG, _all(table), _scientific)


def a_long_number_in_short(table: Table, random: Random) -> Table | None:
    return _changed(table, LONG, _one(table, random), _scientific)


def long_numbers_with_a_comma_in_short(table: Table, random: Random) -> Table | None:
    return _changed(table, LONG, _some(table, random), lambda c: _scientific(c).replace(".", ","))


def long_numbers_rounded(table: Table, _: Random) -> Table | None:
    """Excel keeps fifteen digits of a number; filled up with zeros a code may be from the first."""
    if 2 * sum(row[LONG][14] == "0" for row in table[1:]) > len(table) - 1:
        return None
    return _changed(table, LONG, _all(table), lambda cell: cell[:15] + "0" * (len(cell) - 15))


def a_code_without_its_zeros(table: Table, random: Random) -> Table | None:
    bare = [at for at in _all(table) if table[at][CODE].startswith("0")]
    if len({table[at][CODE] for at in bare}) < 2:
        return None  # none is left that shows how they were
    return _changed(table, CODE, [random.choice(bare)], lambda cell: cell.lstrip("0"))


def days_with_the_day_first(table: Table, _: Random) -> Table | None:
    return _changed(table, DAY, _all(table), lambda cell: _written(cell, "%d/%m/%Y"))


def days_with_the_month_first(table: Table, _: Random) -> Table | None:
    return _changed(table, DAY, _all(table), lambda cell: _written(cell, "%m/%d/%Y"))


def days_of_two_forms(table: Table, random: Random) -> Table | None:
    """Half of the rows came from a program of another language."""
    late = [at for at in _all(table) if date.fromisoformat(table[at][DAY]).day > _LAST_MONTH]
    if len(late) < 2:
        return None
    day_first = _changed(table, DAY, _all(table), lambda cell: _written(cell, "%d/%m/%Y"))
    new, turned = [list(row) for row in day_first or table], {late[0], *_some(table, random)}
    for at in turned - {late[1]}:
        new[at][DAY] = _written(table[at][DAY], "%m/%d/%Y")
    return new


def days_that_a_spreadsheet_took(table: Table, _: Random) -> Table | None:
    """What could be a month first became a day, and the wrong one; the others stayed texts."""

    def taken(cell: str) -> str:
        day = date.fromisoformat(cell)
        wrong = day.day <= _LAST_MONTH
        return str(day.replace(month=day.day, day=day.month)) if wrong else f"{day:%d/%m/%Y}"

    late = [date.fromisoformat(table[at][DAY]).day > _LAST_MONTH for at in _all(table)]
    return _changed(table, DAY, _all(table), taken) if any(late) and not all(late) else None


def some_days_in_another_form(table: Table, random: Random) -> Table | None:
    form = random.choice(["%d/%m/%Y", "%m/%d/%Y", "%d-%b-%y", "%d.%m.%y", "%B %d, %Y"])
    return _changed(table, DAY, _some(table, random), lambda cell: _written(cell, form))


def days_as_numbers(table: Table, random: Random) -> Table | None:
    def counted(cell: str) -> str:
        return str((date.fromisoformat(cell) - date(1899, 12, 30)).days)

    return _changed(table, DAY, random.choice([_one(table, random), _all(table)]), counted)


def a_day_that_is_none(table: Table, random: Random) -> Table | None:
    return _changed(table, DAY, _one(table, random), lambda cell: f"{cell[:4]}-02-30")


def decimal_commas(table: Table, _: Random) -> Table | None:
    return _changed(table, SIZE, _all(table), lambda cell: cell.replace(".", ","))


def some_decimal_commas(table: Table, random: Random) -> Table | None:
    return _changed(table, SIZE, _some(table, random), lambda cell: cell.replace(".", ","))


def groups_of_thousands(table: Table, random: Random) -> Table | None:
    rows = random.choice([_all(table), _some(table, random)])
    return _changed(table, SIZE, rows, _grouped)


def groups_with_commas(table: Table, random: Random) -> Table | None:
    rows = random.choice([_all(table), _some(table, random)])
    return _changed(table, SIZE, rows, lambda cell: _grouped(cell, ",", "."))


def groups_with_points_in_counts(table: Table, random: Random) -> Table | None:
    rows = random.choice([_all(table), _some(table, random)])
    return _changed(table, COUNT, rows, lambda cell: f"{int(cell):,}".replace(",", "."))


def groups_with_spaces(table: Table, random: Random) -> Table | None:
    space = random.choice([" ", "\u00a0", "\u202f", "'"])
    rows = random.choice([_all(table), _some(table, random)])
    return _changed(table, COUNT, rows, lambda cell: f"{int(cell):,}".replace(",", space))


def some_in_thousands(table: Table, random: Random) -> Table | None:
    word = random.choice(["ribu", "rb", "juta", "jt", "K", "thousand"])
    return _changed(table, COUNT, _some(table, random), lambda cell: f"{int(cell) // 1000} {word}")


def some_with_a_currency(table: Table, random: Random) -> Table | None:
    sign = random.choice(["Rp", "Rp ", "IDR ", "$", "Rp. "])
    rows = random.choice([_all(table), _some(table, random)])
    return _changed(table, COUNT, rows, lambda cell: sign + cell)


def some_with_a_unit(table: Table, random: Random) -> Table | None:
    unit = random.choice([" orang", " ha", " unit", "%", ",-"])
    return _changed(table, COUNT, _some(table, random), lambda cell: cell + unit)


def below_zero_in_brackets(table: Table, random: Random) -> Table | None:
    form = random.choice(["({})", "{}-", "\u2212{}", "- {}"])
    return _changed(table, COUNT, _some(table, random), form.format)


def a_letter_for_a_digit(table: Table, random: Random) -> Table | None:
    letters = str.maketrans(random.choice([{"0": "O"}, {"1": "l"}, {"1": "I"}]))
    return _changed(table, COUNT, _some(table, random), lambda cell: cell.translate(letters))


def an_error_of_a_spreadsheet(table: Table, random: Random) -> Table | None:
    error = random.choice(["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?"])
    column = random.randrange(len(COLUMNS))
    return _changed(table, column, _one(table, random), lambda _: error)


def a_column_too_narrow(table: Table, random: Random) -> Table | None:
    column = random.choice([DAY, SIZE, COUNT])
    return _changed(table, column, _some(table, random), lambda _: "########")


def a_formula_kept(table: Table, random: Random) -> Table | None:
    return _changed(table, COUNT, _one(table, random), lambda _: "=SUM(F2:F9)")


def digits_of_another_script(table: Table, random: Random) -> Table | None:
    first = random.choice([0x0660, 0x0966, 0xFF10, 0xA9D0])
    digits = {ord("0") + at: chr(first + at) for at in range(10)}
    return _changed(table, COUNT, _some(table, random), lambda cell: cell.translate(digits))


def a_row_that_slipped_to_the_right(table: Table, random: Random) -> Table | None:
    at = random.randrange(1, len(table))
    return [*table[:at], ["", *table[at][:-1]], *table[at + 1 :]]


def a_row_that_slipped_to_the_left(table: Table, random: Random) -> Table | None:
    at = random.randrange(1, len(table))
    return [*table[:at], [*table[at][1:], ""], *table[at + 1 :]]


def a_cell_that_stands_in_another(table: Table, random: Random) -> Table | None:
    """Two neighbours changed places."""
    at, column = random.randrange(1, len(table)), random.choice([NAME, LONG, DAY])
    new = [list(row) for row in table]
    new[at][column : column + 2] = reversed(new[at][column : column + 2])
    return None if new == table else new


def rows_pasted_twice(table: Table, random: Random) -> Table | None:
    first = random.randrange(1, len(table) - 1)
    last = random.randrange(first + 1, len(table) + 1)
    return [*table[:last], *table[first:last], *table[last:]]


def a_cell_cut_short(table: Table, random: Random) -> Table | None:
    column = random.choice([LONG, DAY])
    return _changed(table, column, _one(table, random), lambda cell: cell[:-1])


def words_for_nothing(table: Table, random: Random) -> Table | None:
    word = random.choice(["-", "n/a", "nihil", "kosong", "tidak ada", "NULL", "?"])
    column = random.choice([DAY, SIZE, COUNT])
    return _changed(table, column, _some(table, random), lambda _: word)


def nothing_as_a_number(table: Table, random: Random) -> Table | None:
    word = random.choice(["-9999", "-999"])
    return _changed(table, COUNT, _some(table, random), lambda _: word)


MANGLINGS: tuple[Mangling, ...] = (
    long_numbers_in_short,
    a_long_number_in_short,
    long_numbers_with_a_comma_in_short,
    long_numbers_rounded,
    a_code_without_its_zeros,
    days_with_the_day_first,
    days_with_the_month_first,
    days_of_two_forms,
    days_that_a_spreadsheet_took,
    some_days_in_another_form,
    days_as_numbers,
    a_day_that_is_none,
    decimal_commas,
    some_decimal_commas,
    groups_of_thousands,
    groups_with_commas,
    groups_with_points_in_counts,
    groups_with_spaces,
    some_in_thousands,
    some_with_a_currency,
    some_with_a_unit,
    below_zero_in_brackets,
    a_letter_for_a_digit,
    an_error_of_a_spreadsheet,
    a_column_too_narrow,
    a_formula_kept,
    digits_of_another_script,
    a_row_that_slipped_to_the_right,
    a_row_that_slipped_to_the_left,
    a_cell_that_stands_in_another,
    rows_pasted_twice,
    a_cell_cut_short,
    words_for_nothing,
    nothing_as_a_number,
)
