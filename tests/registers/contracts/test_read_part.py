"""A file of lines read in two parts: what they come to is what the whole comes to, or neither."""

import io
import json
from typing import Any

import pyarrow as pa
import pytest

from pendopo.registers.contracts import REGISTER, faults
from pendopo.registers.contracts.tables import RELEASED
from pendopo.terms.finding import LINES_SHOWN
from pendopo.terms.register import AloneError, Behind, Rows, Source, Told


def whole(lines):
    """Read all lines in one go."""
    given = [*REGISTER.read(Source("a.jsonl", document=io.BytesIO(b"".join(lines))))]
    return [one for one in given if not isinstance(one, Rows)], rows_in(given)


def in_parts(lines, at):
    """Read the lines before one, and put what was read of the others behind them."""
    assert REGISTER.read_part is not None
    second = Source("a.jsonl", document=io.BytesIO(b"".join(lines[at:])))
    found = [*REGISTER.read_part(second)]
    [told] = [json.loads(json.dumps(one.values)) for one in found if isinstance(one, Told)]

    def rows(table, names):
        batches = [o.batch for o in found if isinstance(o, Rows) and o.table.name == table]
        return pa.Table.from_batches(batches).select([*names])

    first = io.BytesIO(b"".join(lines[:at]))
    begins: list[int] = []
    behind = Behind(told, rows, begins.append)
    given = [*REGISTER.read(Source("a.jsonl", document=first, behind=lambda: behind))]
    findings = [one for one in given if not isinstance(one, Rows)]
    [line], others = begins, rows_in(found)
    laid_out = {
        name: rows + [(line + n, *row) for n, *row in others[name]]
        for name, rows in rows_in(given).items()
    }
    return findings, laid_out


def rows_in(given):
    """Give the rows of each table."""
    rows: dict[str, list[Any]] = {table.name: [] for table in RELEASED}
    for one in given:
        if isinstance(one, Rows):
            rows[one.table.name] += [tuple(row.values()) for row in one.batch.to_pylist()]
    return rows


@pytest.fixture
def line(a_release):
    """Write a release, or whatever else, as a line."""

    def written(value=None, **fields):
        return json.dumps(a_release(**fields) if value is None else value).encode() + b"\n"

    return written


@pytest.fixture
def odd(line):
    """Lines of which much is to be told, each kind in several places."""
    tender = {"id": "t", "title": "", "value": {"amount": 1e30, "currency": "XXQ"}}
    kinds: list[dict[str, Any]] = [
        {"id": "1"},
        {"id": "2", "surprise": 1},
        {"id": "3", "date": "2026-03-02"},
        {"id": "4", "tag": []},
        {"ocid": "bare", "id": "5"},
        {"ocid": "", "id": "6"},
        {"id": "7", "tender": tender},
        {"id": "8", "awards": [{"id": "a"}, {"id": "a"}]},
        {"id": "1", "contracts": [{"id": 5, "awardID": 7, "value": {"amount": 12.5}}]},
        {"id": None},
    ]
    shown = [line(**fields) for fields in kinds * 3]
    return [*shown[:7], b"\n", line("text"), line({"ocid": "x", "compiledRelease": {}}), *shown[7:]]


def test_wherever_a_file_is_parted_it_comes_to_the_same(odd):
    findings, rows = whole(odd)

    for at in range(1, len(odd)):
        assert in_parts(odd, at) == (findings, rows)


def test_faults_that_are_only_counted_are_counted_in_both_parts(line):
    lines = [line(id=str(n), surprise=n, title=5, initiationType="x") for n in range(300)]

    for at in (1, 60, 150, 290):
        assert in_parts(lines, at) == whole(lines)


def test_ids_that_stand_in_both_parts_are_told_where_they_are_first_met(line):
    apart = [line(id=str(n)) for n in range(6)]
    lines = [*apart, line(id="9", surprise=1), apart[2], apart[2], line(id="10", ocid="bare")]

    for at in range(1, len(lines)):
        assert in_parts(lines, at) == whole(lines)


def test_two_kinds_first_met_in_one_release_of_which_one_needs_both_parts_are_read_alone(line):
    lines = [line(), line(id="2"), line(surprise=1)]

    with pytest.raises(AloneError):
        in_parts(lines, 2)


@pytest.fixture
def crowded(line):
    """Thirty releases in which a field that nobody knows stands sixty times each."""
    items = [{"id": str(n), "surprise": n} for n in range(60)]
    return [line(id=str(n), tender={"id": "t", "items": items}) for n in range(30)]


def test_a_field_that_is_only_counted_has_no_places_behind(crowded):
    for at in (2, 3, 15, 29):
        assert in_parts(crowded, at) == whole(crowded)


def test_a_field_that_may_not_be_only_counted_yet_is_read_alone(crowded):
    with pytest.raises(AloneError):
        in_parts(crowded, 1)


def test_more_kinds_than_are_listed_are_read_alone(line):
    lines = [line(id=str(n), **{f"field{n}": 1}) for n in range(520)]

    for at in (200, 510):
        with pytest.raises(AloneError):
            in_parts(lines, at)


@pytest.mark.parametrize(
    "other",
    [
        b'{"ocid": \n',
        b'{"version": "1.1", "releases": [{"ocid": "ocds-abc123-1"}]}\n',
        b'{"ocid": "ocds-abc123-1", "note": "' + b"x" * (2 << 20) + b"\n",
    ],
    ids=["broken", "a package", "broken and long"],
)
def test_what_may_hang_together_over_lines_is_read_alone(line, other):
    lines = [line(id=str(n)) for n in range(4)]

    for at in (2, 3):
        with pytest.raises(AloneError):
            in_parts([*lines[:2], other, *lines[2:]], at)


def test_a_release_that_has_no_row_is_read_alone(line):
    lines = [line(id="2"), line(note="DEEP").replace(b'"DEEP"', b"[" * 254 + b"]" * 254)]

    with pytest.raises(AloneError):
        in_parts(lines, 1)


def test_places_are_shown_as_many_as_of_the_whole(line):
    lines = [line(id=str(n), date=None) for n in range(2 * LINES_SHOWN)]

    [*findings], _ = in_parts(lines, LINES_SHOWN // 2)

    told = next(one for one in findings if one.rule == faults.NO_DATE.rule)
    assert told.lines == tuple(range(1, LINES_SHOWN + 1))
    assert told.count == len(lines)
