"""Releases as tables and back: nothing is lost, and whoever edits a cell has the last word."""

import csv
import io
import random
from decimal import Decimal
from functools import partial

import orjson
import pytest

from pendopo.standards.ocds.exact import JsonError, dump, parse
from pendopo.standards.ocds.facts import release_schema
from pendopo.standards.ocds.flat.beside import same
from pendopo.standards.ocds.flat.kinds import cell_of, kinds_of
from pendopo.standards.ocds.flat.laying import Laying, put_together
from pendopo.standards.ocds.flat.rows import Table
from pendopo.standards.ocds.flat.spool import Spool
from pendopo.standards.ocds.package import releases_in

SUITE = 300
CAMPAIGN = 10_000
# What a publisher, or somebody who means harm, may write as a value or as a field's name.
VALUES: tuple[object, ...] = (
    *("a", "", " a ", "a;b", "a,b", "=1+1", "1", "true", "01", "a\r\nb", "1e5", "null", "0.10"),
    *(1, 0, -5, 10**17, True, False, None, Decimal("1.50"), Decimal("0.1"), Decimal("1E+3")),
    *({}, [], [{}], [[]], [None], [""], ["a"], ["a", "b"], ["a;b"], [1, 2], [1, "a"], [[1, 2]]),
    *([{"id": 1}, {"id": "1"}], [{"a": 1}, {"a": 2}], [{"id": None}], {"a": {}}, ["a", {"id": 1}]),
)
NAMES = ("a", "b", "c", "id", "a/b", "0", "a[]", " a", "", "items", "~", "value")


@pytest.fixture(scope="module")
def kinds():
    return kinds_of(release_schema())


class Publisher:
    def __init__(self, seed):
        self.dice = random.Random(seed)  # noqa: S311 - a repeatable case, not a secret

    def releases(self):
        return [self.release(number) for number in range(self.dice.randrange(1, 5))]

    def release(self, number):
        made: dict[str, object] = {"ocid": "ocds-abc123-1", "id": str(number)}
        if self.dice.random() < 0.1:
            made["id"] = self.dice.choice(("0", "", None, 5))
        if self.dice.random() < 0.05:
            del made["ocid"]
        return made | {"tender": self.object(2), "awards": self.list(2), "x": self.object(1)}

    def object(self, depth):
        return {self.dice.choice(NAMES): self.value(depth) for _ in range(self.dice.randrange(5))}

    def list(self, depth):
        return [{"id": str(n)} | self.object(depth) for n in range(self.dice.randrange(4))]

    def value(self, depth):
        if depth and self.dice.random() < 0.4:
            return self.object(depth - 1) if self.dice.random() < 0.5 else self.list(depth - 1)
        return self.dice.choice(VALUES)


def flattened(releases, kinds):
    """Give the rows, table by table, what stands beside them, and the laying."""
    laying = Laying(kinds)
    for release in releases:
        laying.lay(release)
    lines = [laying.beside(number, releases[number]) for number in laying.again()]
    beside = [{"kinds": laying.tables.found()}, *filter(None, lines)]
    rows = [(table.sheet, cells) for table in laying.tables for cells in _cells(table)]
    return rows, [parse(dump(line).encode()) for line in beside], laying


def _cells(table):
    for row in table.rows:
        assert len(row) == len(table.columns)
        yield {
            name: cell for name, cell in zip(table.columns, row, strict=True) if cell is not None
        }


def unflattened(rows, beside, kinds):
    texts = ([(name, cell_of(value)) for name, value in cells.items()] for _, cells in rows)
    return list(put_together(texts, kinds, beside, io.BytesIO())[0])


def round_trip(releases, kinds):
    rows, beside, _ = flattened(releases, kinds)
    return unflattened(rows, beside, kinds)


def assert_equal(found, expected):
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert same(one, other), (dump(one), dump(other))


def test_whatever_a_release_holds_comes_back_from_its_tables(kinds):
    for seed in range(SUITE):
        releases = Publisher(seed).releases()
        before = dump(releases)

        assert_equal(round_trip(releases, kinds), releases)
        assert dump(releases) == before


@pytest.mark.campaign
def test_ten_thousand_cases_come_back_from_their_tables(kinds):
    for seed in range(CAMPAIGN):
        releases = Publisher(seed).releases()
        assert_equal(round_trip(releases, kinds), releases)


def _real(shared_data, every):
    folder = shared_data / "ocds/real-ocds-sample-data"
    for path in sorted(folder.rglob("*.json"))[::every]:
        try:
            yield list(releases_in(parse(path.read_bytes())))
        except JsonError:
            continue


def test_real_releases_come_back_from_their_tables(shared_data, kinds):
    compared = 0
    for releases in _real(shared_data, 6):
        assert_equal(round_trip(releases, kinds), releases)
        compared += len(releases)

    assert compared > 100


@pytest.mark.campaign
def test_every_real_release_comes_back_from_its_tables(shared_data, kinds):
    compared = 0
    for releases in _real(shared_data, 1):
        assert_equal(round_trip(releases, kinds), releases)
        compared += len(releases)

    assert compared == 959


def test_every_field_of_the_standard_comes_back_without_anything_beside(shared_data, kinds):
    blank = shared_data / "ocds/sample-data/blank-template/release-template-1__1__5.json"
    filled = _filled(parse(blank.read_bytes()), kinds)

    rows, beside, _ = flattened([filled], kinds)

    assert beside == [{"kinds": {}}]
    assert_equal(unflattened(rows, beside, kinds), [filled])


def _filled(node, kinds, path=""):
    """Give a template with a value of the right kind in every field."""
    if isinstance(node, dict):
        below = {name: f"{path}/{name}" if path else name for name in node}
        return {name: _filled(part, kinds, below[name]) for name, part in node.items()}
    if isinstance(node, list) and node and isinstance(node[0], dict):
        return [_filled(part, kinds, path) for part in node]
    if kinds.get(path) == "object":
        return {"note": path}
    values = {"string": path, "number": 5, "integer": 5, "boolean": True, "strings": ["a", "b"]}
    return values.get(kinds.get(path, ""), path)


def test_a_row_bears_the_ids_of_what_it_stands_in(kinds):
    item = {"id": "i", "additionalClassifications": [{"id": "c", "scheme": "CPV"}]}
    release = {"ocid": "o", "id": "r", "tender": {"id": "t", "items": [item]}}

    rows, _, laying = flattened([release], kinds)

    assert rows == [
        (("releases",), {"ocid": "o", "id": "r", "tender/id": "t"}),
        (
            ("tender", "items"),
            {"ocid": "o", "id": "r", "tender/id": "t", "tender/items/0/id": "i"},
        ),
        (
            ("tender", "items", "additionalClassifications"),
            {
                "ocid": "o",
                "id": "r",
                "tender/id": "t",
                "tender/items/0/id": "i",
                "tender/items/0/additionalClassifications/0/id": "c",
                "tender/items/0/additionalClassifications/0/scheme": "CPV",
            },
        ),
    ]
    assert list(laying.tables.names().values()) == [
        "releases",
        "ten_items",
        "ten_ite_additionalClassifications",
    ]


def test_whoever_edits_a_cell_has_the_last_word(kinds):
    release = {"ocid": "o", "id": "r", "title": 5, "language": None, "tender": {"status": "a;b"}}
    rows, beside, _ = flattened([release, {"ocid": "o", "id": "s", "title": "t"}], kinds)
    rows[0][1]["title"] = "mended"
    rows[0][1]["language"] = "id"

    [mended, _] = unflattened(rows, beside, kinds)

    assert mended == {
        "ocid": "o",
        "id": "r",
        "title": "mended",
        "language": "id",
        "tender": {"status": "a;b"},
    }


def test_fields_that_no_schema_has_keep_the_kind_they_were_found_with(kinds):
    award = {"id": 7, "score": Decimal("0.50"), "won": True, "tags": ["a", "b"], "points": [1, 2]}
    releases = [{"ocid": "o", "id": "r", "awards": [award]}]

    rows, beside, _ = flattened(releases, kinds)

    assert beside == [
        {
            "kinds": {
                "awards/id": "integer",
                "awards/score": "number",
                "awards/won": "boolean",
                "awards/tags": "strings",
                "awards/points": "numbers",
            }
        }
    ]
    assert_equal(unflattened(rows, beside, kinds), releases)


@pytest.mark.parametrize("spaces", [(",", ":"), (", ", " : ")])
def test_a_cell_has_every_digit_of_its_number_however_it_is_spelled(kinds, spaces):
    spelled = ["1.50", "0.1", "1e5", "0.00001", "1e-9", "12345678901234567890", "-0.0", "7.0"]
    between, colon = spaces
    laying = Laying(kinds)
    for number, text in enumerate(spelled):
        raw = f'"ocid"{colon}"o"{between}"id"{colon}"{number}"{between}"x"{colon}{text}'
        raw = "{" + raw + f'{between}"list"{colon}[{text}{between}1]' + "}"
        laying.lay(orjson.loads(raw), raw.encode(), partial(parse, raw.encode()))

    [table] = laying.tables
    written = [(cell_of(row["x"]), cell_of(row["list"])) for row in _cells(table)]

    assert written == [(str(Decimal(text)), f"{Decimal(text)};1") for text in spelled]
    assert list(laying.again()) == []


def test_rows_are_widened_when_a_column_comes_late(kinds):
    laid: list[object]
    laid = [{"ocid": "o", "id": str(n), "title": 'a\r\n"b", c'} for n in range(600)]
    laid += [{"ocid": "o", "id": str(n), "note": "\r", "tag": ["a"]} for n in range(600, 700)]
    spool, written = Spool(io.BytesIO()), io.BytesIO()
    laying = Laying(kinds, spool.take)
    for release in laid:
        laying.lay(release)
        assert all(len(table.rows) < 500 for table in laying.tables)
    [table] = laying.tables
    spool.take(table)

    spool.write(table, written)

    rows = list(csv.reader(io.StringIO(written.getvalue().decode(), newline="")))
    assert rows[0] == ["ocid", "id", "title", "note", "tag"]
    assert rows[1] == ["o", "0", 'a\r\n"b", c', "", ""]
    assert rows[700] == ["o", "699", "", "\r", "a"]
    assert rows[1:] == list(spool.rows(table))


@pytest.mark.parametrize("early", [[], [None], ["a", None]])
def test_a_row_that_was_written_early_is_as_wide_as_its_table(early):
    table, spool, written = Table(("x",)), Spool(io.BytesIO()), io.BytesIO()
    for number in range(len(early)):
        table.column(str(number))
    table.rows.append(list(early))
    spool.take(table)
    table.column("late")

    spool.write(table, written)

    _, row = csv.reader(io.StringIO(written.getvalue().decode(), newline=""))
    assert row == [*[cell or "" for cell in early], ""] == next(spool.rows(table))


def test_headings_that_other_tools_write_are_understood(kinds):
    rows = [
        {"ocid": "o", "tender/items/id": "1", "tender/items/description": "without a number"},
        {"ocid": "o", "tender/items/0/id": "2", "tender/items/1/id": "3", "# note": "x"},
        {"ocid": "o", "tender/items[]/id": "4", "tender/items/quantity": "5", "3/x": "y"},
        {"ocid": "o", "tender/items/id": "1", "tag": "tender;award", "": "z"},
    ]

    [release] = put_together((row.items() for row in rows), kinds, [], io.BytesIO())[0]

    items = release["tender"]["items"]
    assert [item["id"] for item in items] == ["1", "2", "3", "4"]
    assert items[3]["quantity"] == 5
    assert release["tag"] == ["tender", "award"]


def test_rows_that_say_different_things_are_told_and_the_first_is_taken(kinds):
    rows = [{"ocid": "o", "id": "r", "language": code} for code in ("id", "en")]

    releases, conflicts = put_together((row.items() for row in rows), kinds, [], io.BytesIO())

    assert list(releases) == [{"ocid": "o", "id": "r", "language": "id"}]
    assert conflicts == [(("o", "r"), "/language")]


def test_tables_are_put_together_whatever_the_order_of_their_rows(kinds):
    first = [{"ocid": "o", "id": str(n), "title": "x" * 50} for n in range(1200)]
    first.insert(700, {"title": "nobody's"})
    other = [{"ocid": "o", "id": str(n), "tender/items/0/id": f"i{n}"} for n in range(1199, -1, -1)]
    file = io.BytesIO()

    releases, conflicts = put_together((r.items() for r in [*first, *other]), kinds, [], file)
    found = list(releases)

    assert [one.get("id") for one in found] == [row.get("id") for row in first]
    named = [one for one in found if "id" in one]
    assert all(one["tender"]["items"] == [{"id": f"i{one['id']}"}] for one in named)
    assert conflicts == []
