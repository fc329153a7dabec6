"""A mapping's text: what it may say, and what is said of what it may not."""

import pytest

from pendopo.terms.mapping import MappingError, mapping_of, parse_toml

COLUMN = '[[column]]\nname = "amount"\nfrom = "Jumlah"\n'


def read(text):
    return mapping_of(parse_toml(text))


def test_a_mapping_names_where_each_column_comes_from():
    text = (
        'schema = "spending.schema.json"\nignore = ["Keterangan"]\nfill_down = "Unit"\n'
        '[source]\nsheet = "Belanja"\nheader = 7\ncolumns = ["Unit", "Jumlah"]\n'
        '[[skip]]\ncolumn = "Unit"\nwords = ["JUMLAH"]\n'
        '[[column]]\nname = "year"\nvalue = "2026"\n'
        f'{COLUMN}decimal = ","\ngroup = "."\nfactor = 1000\n'
    )

    mapping = read(text)

    assert (mapping.register, mapping.sheet, mapping.header) == ("datasets", "Belanja", 7)
    assert mapping.fill_down == ("Unit",)
    assert mapping.known == ("Unit", "Jumlah")
    assert [(rule.name, rule.sources, rule.value) for rule in mapping.columns] == [
        ("year", (), "2026"),
        ("amount", ("Jumlah",), None),
    ]
    assert mapping.columns[1].factor == "1000"


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("a b", "its text", "TOML"),
        ("", "column", "[[column]]"),
        ('[[column]]\nfrom = "a"', "column 1.name", "Name the column"),
        (f"{COLUMN}facter = 1", "column amount.facter", "no such setting"),
        (f"colums = []\n{COLUMN}", "colums", "no such setting"),
        (f"{COLUMN}value = 2026", "column amount.value", "quotation marks"),
        (f'{COLUMN}value = "x"', "column amount", "one of from, value"),
        ('[[column]]\nname = "a"', "column a", "one of from, value"),
        (f"{COLUMN}factor = 0.001", "column amount.factor", "in quotation marks"),
        (f"{COLUMN}factor = 0", "column amount.factor", "whole number"),
        (f'{COLUMN}decimal = ",,"', "column amount.decimal", "one character"),
        (f'{COLUMN}decimal = ","\ngroup = ","', "column amount.group", "another mark"),
        (f'{COLUMN}decimal = ","\ndate = "%d/%m/%Y"', "column amount", "one kind"),
        (f'{COLUMN}date = "%d/%m/%y"', "column amount.date", "%Y once each"),
        (f'{COLUMN}date = "%d %B %Y"', "column amount.months", "twelve names"),
        (f'{COLUMN}date = ["%d/%m/%Y", "%m/%d/%Y"]', "column amount.date", "tell apart"),
        (f'{COLUMN}others = "drop"', "column amount.others", '"stop" or "keep"'),
        (f'{COLUMN}take = "[0-9]+"', "column amount.take", "one pair of parentheses"),
        (f'{COLUMN}take = "(?=x)(y)"', "column amount.take", "looking ahead"),
        (f'{COLUMN}take = "(("', "column amount.take", "regular expression"),
        (f"{COLUMN}[column.codes]\nL = 1", "column amount.codes.L", "quotation marks"),
        (f"{COLUMN}{COLUMN}", "column amount", "a name of its own"),
        (f'skip = "x"\n{COLUMN}', "skip", "double brackets"),
        (f"{COLUMN}[[skip]]\nempty = true", "skip 1.column", "looked at"),
        (f'{COLUMN}[[skip]]\ncolumn = "a"', "skip 1", "one of matches"),
        (f'{COLUMN}[unpivot]\nname = "m"\nvalue = "v"', "unpivot", "a list of names"),
        (f'{COLUMN}[unpivot]\ncolumns = ["a"]\nvalue = "v"', "unpivot.name", "that is made"),
        (f"{COLUMN}[source]\nheader = true", "source.header", "such as 7"),
        (f"{COLUMN}[source]\nday = 2026-01-01", "source.day", "no such setting"),
        (f"title = 2026-01-01\n{COLUMN}", "title", "quotation marks"),
    ],
)
def test_what_cannot_be_followed_is_told_with_its_place_and_what_to_write(text, where, words):
    with pytest.raises(MappingError) as caught:
        read(text)

    assert caught.value.values["where"] == where
    assert words in caught.value.write
    assert caught.value.finding().weight == "stop"
