"""Tables written as JSON: objects, arrays with a header, lines, columns, and maps' features.

The file is gone through twice, and never held: first for the names of all its columns, then for
its rows. No number becomes a float on the way.
"""

import mmap
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyarrow as pa

from pendopo.stages.intake import json_findings as say_that
from pendopo.stages.intake.encoding import Tell, Text
from pendopo.stages.intake.geojson import Features, crs_of
from pendopo.stages.intake.header import check_header, ragged, told_when_empty
from pendopo.stages.intake.json_shape import (
    COLUMNS_MOST,
    HEADERS,
    SEPARATOR,
    Facts,
    Found,
    Walk,
    candidates,
    flatten,
    walk,
)
from pendopo.stages.intake.json_text import (
    JsonFaultError,
    JsonText,
    NoNumber,
    Number,
    Scientific,
    TooDeepError,
    TooLongError,
    dump,
)
from pendopo.stages.intake.names import as_seen
from pendopo.stages.intake.refused import RefusedError
from pendopo.stages.intake.some_rows import SomeRows
from pendopo.terms.finding import LINES_SHOWN, Finding
from pendopo.terms.reading import Reading
from pendopo.terms.register import Sheet
from pendopo.terms.values import with_values

_ROWS_A_BATCH = 8_192
_BYTES_A_BATCH = 16 << 20
_WRITTEN = frozenset({str, Number, Scientific})  # kinds that are text already
_VALUES = frozenset({Number, bool})  # kinds that are no text in the file
_TOTALS = ("total", "count", "total_count", "totalcount", "numbermatched", "total_rows", "rowcount")
_NEXT = ("next", "next_page", "nextpage", "nextlink", "@odata.nextlink", "next_url")


class _Meter:
    """How many bytes the rows that are read at present have come from."""

    def __init__(self) -> None:
        self._texts: list[JsonText] = []

    def text(self, data: mmap.mmap, place: int) -> JsonText:
        """Begin to read at a place; names that stand twice were looked for before."""
        text = JsonText(data, place, watch=False)
        self._texts.append(text)
        return text

    def taken(self) -> int:
        """Give the bytes read so far."""
        return sum([text.taken for text in self._texts])


Rows = Callable[[_Meter], Iterator[Any]]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which rows the table has, and under which names.

    :param rows: gives the rows from the first on, each time it is called
    :param cells: gives a row's cells in the names' order
    :param first: how the first row is counted
    """

    names: tuple[str, ...]
    rows: Rows
    cells: Callable[[Any], Sequence[Any]]
    first: int = 1


def open_sheet(text: Text, reading: Reading, tell: Tell) -> Sheet | None:
    """Open a JSON file as a table.

    :param reading: where the file holds several lists, its ``sheet`` names the one to read
    :returns: None when it is no table; the finding that says why was told
    """
    data = text.mapped()
    try:
        plan = _planned(data, text.start, reading, tell)
    except (JsonFaultError, RecursionError, TooDeepError, TooLongError, RefusedError) as error:
        tell(_told(error))
        return None
    if not check_header(plan.names, 1, tell):
        return None
    return Sheet("", as_seen(plan.names), told_when_empty(_batches(plan, data, tell), tell))


def _told(error: Exception) -> Finding:
    if isinstance(error, RefusedError):
        return error.finding
    if isinstance(error, JsonFaultError):
        return say_that.broken(error)
    return say_that.too_long() if isinstance(error, TooLongError) else say_that.too_deep()


def _planned(data: mmap.mmap, start: int, reading: Reading, tell: Tell) -> _Plan:
    found = walk(JsonText(data, start))
    kind = str(found.values.get("type", ""))
    if found.twice and not found.more:
        raise RefusedError(say_that.name_twice(found.twice))
    if kind == "Topology":
        raise RefusedError(say_that.topology())
    if kind == "Feature" or (found.more and found.is_object):
        return _sequence(data, start, is_map=kind == "Feature", tell=tell)
    if found.more:
        return _sequence(data, start, is_map=False, tell=tell)
    if kind == "FeatureCollection" and not reading.sheet:
        return _features(data, found, tell)
    return _document(data, start, found, reading, tell)


def _sequence(data: mmap.mmap, start: int, *, is_map: bool, tell: Tell) -> _Plan:
    """Plan for values one behind the other: JSON Lines, or one object."""
    text, facts = JsonText(data, start), Facts()

    def values(meter: _Meter) -> Iterator[Any]:
        return meter.text(data, start).sequence()

    if is_map:
        return _of_features(values, "", tell, facts.twice, _watched(text, facts.twice))
    for value in text.sequence():
        facts.add(value, twice=text.saw_twice())
    return _of_values(values, facts, tell)


def _watched(text: JsonText, twice: SomeRows) -> Iterator[Any]:
    """Give every value, and note those that hold a name twice."""
    for place, value in enumerate(text.sequence(), 1):
        if text.saw_twice():
            twice.add(place)
        yield value


def _features(data: mmap.mmap, found: Walk, tell: Tell) -> _Plan:
    lists = [one for one in found.lists if one.path == "features"]
    if not lists:
        raise RefusedError(say_that.no_table())
    [features] = lists
    values = _elements(data, features.place)
    return _of_features(values, crs_of(found.values), tell, features.facts.twice)


def _of_features(
    values: Rows, crs: str, tell: Tell, twice: SomeRows, first: Iterator[Any] | None = None
) -> _Plan:
    """Plan for features.

    :param twice: those that hold a name twice
    :param first: the features, where going through them is what notes those
    """
    seen = Features()
    facts = Facts(twice=twice)
    for row in seen.rows_of(first or values(_Meter())):
        facts.add(row)
    seen.tell(crs, tell)
    if seen.clashing:
        raise RefusedError(say_that.name_twice(", ".join(sorted(seen.clashing))))
    return _of_values(lambda meter: Features().rows_of(values(meter)), facts, tell)


def _document(data: mmap.mmap, start: int, found: Walk, reading: Reading, tell: Tell) -> _Plan:
    """Plan for one value: a list, or an object that holds one."""
    wanted, lists = reading.sheet, candidates(found)
    if wanted:
        lists = [one for one in lists if one.path == wanted]
        if not lists:
            raise RefusedError(say_that.not_there(wanted, candidates(found)))
    if len(lists) > 1:
        raise RefusedError(say_that.several(lists))
    if lists:
        _tell_of_the_rest(found, lists[0], tell)
        arrays = bool(lists[0].facts.kinds["array"])
        header = (reading.names if arrays else ()) or _header_beside(found, lists[0], data)
        rows = _elements(data, lists[0].place)
        return _of_values(rows, lists[0].facts, tell, header)
    if found.too_many:
        raise RefusedError(say_that.too_wide(COLUMNS_MOST))
    if not found.is_object:
        empty = any(not one.facts.rows for one in found.lists)
        raise RefusedError(say_that.no_rows() if empty else say_that.no_table())
    return _one_object(data, start, found, tell)


def _one_object(data: mmap.mmap, start: int, found: Walk, tell: Tell) -> _Plan:
    """Plan for an object without a list of rows: columns beside each other, or one row."""
    columns = [one for one in found.lists if SEPARATOR not in one.path]
    if len(columns) > 1 and not found.values and not found.objects:
        return _columns(data, columns)
    if found.objects and all(SEPARATOR in path for path in found.values):
        # Objects within an object may be its rows or its columns.
        raise RefusedError(say_that.no_table())
    return _sequence(data, start, is_map=False, tell=tell)


def _columns(data: mmap.mmap, columns: Sequence[Found]) -> _Plan:
    heights = {one.facts.rows for one in columns}
    if len(heights) > 1:
        raise RefusedError(say_that.unequal([(one.path, one.facts.rows) for one in columns]))
    if len(columns) > COLUMNS_MOST:
        raise RefusedError(say_that.too_wide(COLUMNS_MOST))

    def rows(meter: _Meter) -> Iterator[Any]:
        return zip(*(meter.text(data, one.place).elements() for one in columns), strict=True)

    return _Plan(tuple(one.path for one in columns), rows, lambda row: row)


def _elements(data: mmap.mmap, place: int) -> Rows:
    return lambda meter: meter.text(data, place).elements()


def _of_values(values: Rows, facts: Facts, tell: Tell, header: tuple[str, ...] = ()) -> _Plan:
    """Plan for values that are objects, or arrays with a header.

    :param header: the names that stand beside arrays; else they are the first of them
    """
    kinds = set(facts.kinds)
    if kinds == {"array"}:
        return _of_arrays(values, facts, header)
    if "object" not in kinds:
        raise RefusedError(say_that.no_table() if facts.rows else say_that.no_rows())
    if kinds != {"object"}:
        lines = sorted(line for rows in facts.others.values() for line in rows.lines)
        count = facts.rows - facts.kinds["object"]
        raise RefusedError(say_that.odd_rows(lines[:LINES_SHOWN], count))
    if facts.too_wide:
        raise RefusedError(say_that.too_wide(COLUMNS_MOST))
    if not facts.names():
        raise RefusedError(say_that.no_rows())
    for finding in say_that.about_keys(facts):
        tell(finding)
    names = facts.names()
    if facts.flattened:
        return _Plan(
            names, lambda meter: map(flatten, values(meter)), lambda row: [*map(row.get, names)]
        )
    return _Plan(names, values, lambda row: [*map(row.get, names)])


def _of_arrays(values: Rows, facts: Facts, header: tuple[str, ...]) -> _Plan:
    names = header or tuple(facts.first)
    if not names:
        raise RefusedError(say_that.no_rows())
    if not header and not all(type(name) is str and name.strip() for name in names):
        raise RefusedError(say_that.headless())
    others = [width for width in facts.widths if width != len(names)]
    if others:
        uneven = (n for n, row in enumerate(values(_Meter()), 1) if len(row) != len(names))
        count = sum(facts.widths[width] for width in others)
        rows = SomeRows([*islice(uneven, LINES_SHOWN)], count=count)
        raise RefusedError(ragged(others, len(names), rows))
    if len(names) > COLUMNS_MOST:
        raise RefusedError(say_that.too_wide(COLUMNS_MOST))
    if header:
        return _Plan(names, values, lambda row: row)
    return _Plan(names, lambda meter: islice(values(meter), 1, None), lambda row: row, first=2)


def _header_beside(found: Walk, table: Found, data: mmap.mmap) -> tuple[str, ...]:
    """Give the names that stand beside the rows, as pandas and many services write them."""
    if not table.facts.kinds["array"]:
        return ()
    before = table.path.rpartition(SEPARATOR)[0]
    for one in found.lists:
        above, _, last = one.path.rpartition(SEPARATOR)
        if last.lower() in HEADERS and above == before and one is not table:
            names = list(islice(_elements(data, one.place)(_Meter()), COLUMNS_MOST + 1))
            named = [_name(name) for name in names]
            if all(named):
                return tuple(named)
    return ()


def _name(described: Any) -> str:  # noqa: ANN401 - JSON holds anything
    if isinstance(described, dict):
        described = described.get("name", described.get("id", ""))
    return described if type(described) is str else ""


def _tell_of_the_rest(found: Walk, table: Found, tell: Tell) -> None:
    rest = [one.path for one in found.lists if one is not table]
    rest += [path for path in found.values if path]
    if rest:
        tell(say_that.not_read(rest))
    rows = table.facts.rows
    for path, value in found.values.items():
        last = path.rpartition(SEPARATOR)[2].lower()
        more = last in _TOTALS and isinstance(value, Number) and _is_above(value, rows)
        if more or (last in _NEXT and type(value) is str and value):
            tell(say_that.one_page(path, str(value)[:80], rows))
            return


def _is_above(number: str, rows: int) -> bool:
    return number.isascii() and number.isdigit() and len(number) < 19 and int(number) > rows  # noqa: PLR2004 - 18 digits fit 64 bits


# Cells of a column that have one kind of fault.
_Noting = defaultdict[tuple[int, str], SomeRows]


def _batches(plan: _Plan, data: mmap.mmap, tell: Tell) -> Iterator[pa.RecordBatch]:
    seen: _Noting = defaultdict(SomeRows)
    line = plan.first
    with data:
        try:
            for rows in _some(plan):
                yield _batch(rows, line, len(plan.names), seen)
                line += len(rows)
        except (RecursionError, TooDeepError):
            # The second time through, the stack may be a little deeper than the first.
            tell(say_that.too_deep())
    _tell_of_cells(seen, plan.names, tell)


def _some(plan: _Plan) -> Iterator[list[Sequence[Any]]]:
    """Give rows in lists that are not too large."""
    rows: list[Sequence[Any]] = []
    meter = _Meter()
    before = 0
    for row in plan.rows(meter):
        rows.append(plan.cells(row))
        if len(rows) == _ROWS_A_BATCH or meter.taken() - before > _BYTES_A_BATCH:
            yield rows
            rows, before = [], meter.taken()
    if rows:
        yield rows


def _batch(rows: list[Sequence[Any]], line: int, width: int, seen: _Noting) -> pa.RecordBatch:
    columns = []
    values = {}
    for place, column in enumerate(zip(*rows, strict=True)):
        kinds = set(map(type, column))
        if kinds <= _VALUES:
            values[place] = pa.repeat(pa.scalar(value=True), len(column))
        elif kinds & _VALUES:
            values[place] = pa.array([type(value) in _VALUES for value in column], pa.bool_())
        _note(column, kinds, line, place, seen)
        texts = column if kinds <= _WRITTEN else [_text(value) for value in column]
        columns.append(_texts(texts, line, place, seen))
    lines = pa.arange(line, line + len(rows))
    batch = pa.record_batch([lines, *columns], ["line", *map(str, range(width))])
    return with_values(batch, values)


def _note(column: Sequence[Any], kinds: set[type], line: int, place: int, seen: _Noting) -> None:
    for kind, fault in ((NoNumber, "none"), (Scientific, "long")):
        if kind in kinds:
            for number, value in enumerate(column, line):
                if type(value) is kind:
                    seen[place, fault].add(number, value)


def _texts(texts: Sequence[str], line: int, place: int, seen: _Noting) -> pa.Array:
    """Make a column of text, leaving out what no text is."""
    whole = "\0" not in "".join(texts)
    if whole:
        try:
            return pa.array(texts, pa.string())
        except UnicodeEncodeError:
            pass
    kept = []
    for number, text in enumerate(texts, line):
        clean = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        clean = clean.replace("\0", "\N{REPLACEMENT CHARACTER}")
        if clean != text:
            seen[place, "text"].add(number, ascii(text)[1:-1])
        kept.append(clean)
    return pa.array(kept, pa.string())


def _text(value: Any) -> str:  # noqa: ANN401 - JSON holds anything
    kind = type(value)
    if kind in _WRITTEN:
        return str(value)
    if value is None or kind is NoNumber:
        return ""
    return dump(value)


def _tell_of_cells(seen: _Noting, names: Sequence[str], tell: Tell) -> None:
    findings = {
        "none": say_that.no_numbers,
        "long": say_that.scientific,
        "text": say_that.no_text,
    }
    for (place, fault), odd in sorted(seen.items()):
        tell(findings[fault](names[place].strip(), odd))
