"""A mapping is applied: a source's sheet comes out with our columns, every row's line kept.

Nothing is lost without a word: a column that goes nowhere, a code that is on no list, a number of
another form are told, and rows that are skipped because the mapping says so are counted.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import PurePath
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.mapping_cells import Filling, in_rows, is_empty, made, replaced, trimmed
from pendopo.stages.intake.row_totals import told_of_totals
from pendopo.stages.intake.some_rows import SomeRows
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.mapping import (
    ColumnRule,
    MappingError,
    Skip,
    SourceMapping,
    mapping_of,
    same_name,
)
from pendopo.terms.reading import Reading
from pendopo.terms.register import Sheet, Source
from pendopo.terms.release_mapping import source_of
from pendopo.terms.values import values_of, with_values
from pendopo.terms.wording import say

_NAMES_SHOWN = 8
_ALL_OTHERS = "*"


def reading_with(reading: Reading) -> Reading | Finding:
    """Fill in what a mapping says of how its source is read; what a person says goes before it.

    :returns: the finding that stops the file, when the mapping cannot be followed
    """
    if reading.mapping is None:
        return reading
    try:
        mapping = source_of(reading.mapping)
    except MappingError as error:
        return error.finding()
    return replace(
        reading,
        encoding=reading.encoding or mapping.encoding,
        delimiter=reading.delimiter or mapping.delimiter,
        quote=reading.quote or mapping.quote,
        sheet=reading.sheet or mapping.sheet,
        header=reading.header or mapping.header,
        names=reading.names or mapping.names,
    )


def mapped(source: Source, raw: Mapping[str, Any], tell: Tell) -> Source | None:
    """Apply a mapping to a source.

    :param raw: the mapping's content, already known to be one
    :param tell: is given what the mapping does not know, some of it only while rows are read
    :returns: None when the file has not the columns that the mapping needs
    """
    mapping = mapping_of(raw)
    if not source.sheets:
        tell(_no_table())
        return None
    place, plan = _chosen(source, mapping)
    if isinstance(plan, Finding):
        tell(plan)
        return None
    other = list(_not_as_declared(mapping, source.schema))
    if other:
        for finding in other:
            tell(finding)
        return None
    if plan.unused:
        tell(_unused(plan.unused))
    sheet = source.sheets[place]
    names = tuple(rule.name for rule in mapping.columns)
    rows = _Rows(plan, mapping, tell).of(sheet.batches)
    ours = Sheet(sheet.name, names, told_of_totals(rows, tell))
    others = [one for one in source.sheets if one is not sheet]
    return replace(source, sheets=(ours, *others))


def fitting(source: Source, saved: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """Tell which saved mappings were made for a file with just these columns.

    :param saved: ``name`` and ``columns`` of each
    """
    headers = [{same_name(name) for name in sheet.header} for sheet in source.sheets]
    fits = [
        one["name"]
        for one in saved
        if one["columns"] and {same_name(name) for name in one["columns"]} in headers
    ]
    if fits:
        yield Finding(
            "saved_mapping_is_used",
            Weight.NOTE,
            say("A saved mapping was made for a file with these columns: {names}."),
            {"names": ", ".join(fits), "first": fits[0]},
            say("If the file comes from there, hand it in with --mapping {first}."),
        )


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where in the source stands what the mapping names.

    :param places: a column's name, as it is compared, to its place among the cells, from 1
    :param wide: the places of the columns that become rows, and what is written for each
    :param fixed: a pattern found in the file's name, name of our column to value
    """

    places: Mapping[str, int]
    wide: tuple[tuple[int, str], ...]
    fixed: Mapping[str, str]
    unused: tuple[str, ...]


def _chosen(source: Source, mapping: SourceMapping) -> tuple[int, _Plan | Finding]:
    """Choose the first sheet that has the columns; else say what the first one lacks."""
    plans = [_plan(sheet, source.name, mapping) for sheet in source.sheets]
    for place, plan in enumerate(plans):
        if isinstance(plan, _Plan):
            return place, plan
    return 0, plans[0]


def _plan(sheet: Sheet, filename: str, mapping: SourceMapping) -> _Plan | Finding:
    places: dict[str, int] = {}
    for place, name in enumerate(sheet.header, 1):
        places.setdefault(same_name(name), place)
    wide = _wide(sheet.header, places, mapping)
    if isinstance(wide, Finding):
        return wide
    unpivot = mapping.unpivot
    made_here = {same_name(unpivot.name), same_name(unpivot.value)} if unpivot else set()
    needed = _needed(mapping, made_here)
    missing = [name for name in needed if same_name(name) not in places]
    if missing:
        return _lacking(missing, sheet)
    turned = {same_name(sheet.header[place - 1]) for place, _ in wide}
    both = [name for name in _sources(mapping) if same_name(name) in turned - made_here]
    if both:
        return _turned(both)
    fixed = _from_file_name(filename, mapping.columns)
    if isinstance(fixed, Finding):
        return fixed
    used = {same_name(name) for name in (*needed, *mapping.ignore)}
    used |= turned
    unused = () if _ALL_OTHERS in mapping.ignore else _others(sheet.header, used)
    return _Plan(places, wide, fixed, unused)


def _others(header: Sequence[str], used: set[str]) -> tuple[str, ...]:
    return tuple(name for name in header if same_name(name) not in used)


def _sources(mapping: SourceMapping) -> list[str]:
    """Give the columns that ours are made from."""
    return list(dict.fromkeys(name for rule in mapping.columns for name in rule.sources))


def _needed(mapping: SourceMapping, made_here: set[str]) -> list[str]:
    """Give every column of the source that the mapping names, once.

    :param made_here: columns that only come to be when others become rows, as they are compared
    """
    named = [name for name in _sources(mapping) if same_name(name) not in made_here]
    named += [skip.column for skip in mapping.skips]
    named += [written.column for written in mapping.replaces]
    return list(dict.fromkeys([*named, *mapping.fill_down]))


def _wide(
    header: Sequence[str], places: Mapping[str, int], mapping: SourceMapping
) -> tuple[tuple[int, str], ...] | Finding:
    unpivot = mapping.unpivot
    if unpivot is None:
        return ()
    if unpivot.columns:
        missing = [name for name in unpivot.columns if same_name(name) not in places]
        if missing:
            return _lacking(missing, Sheet("", tuple(header), iter(())))
        return tuple((places[same_name(name)], name) for name in unpivot.columns)
    found = [
        (place, match[1] if match.re.groups else name.strip())
        for place, name in enumerate(header, 1)
        for match in [re.search(unpivot.matches, name)]
        if match
    ]
    return tuple(found) or _none_matches(unpivot.matches, header)


def _from_file_name(filename: str, columns: Sequence[ColumnRule]) -> dict[str, str] | Finding:
    fixed = {}
    for rule in columns:
        if rule.value is not None:
            fixed[rule.name] = rule.value
        elif rule.file_name:
            match = re.search(rule.file_name, PurePath(filename).name)
            if match is None:
                return _no_such_name(filename, rule)
            fixed[rule.name] = match[1]
    return fixed


# What stands beside a cell in place of its text: whether it was a value, or a text; no mark for an
# empty one, so that both are filled down and left out alike.
_VALUE, _TEXT = "value", "text"


@dataclass(frozen=True, slots=True)
class _Found:
    """A batch as found, and of the same form the marks of its cells; None where all are texts."""

    cells: pa.RecordBatch
    marks: pa.RecordBatch | None

    def values(self, place: int) -> pa.Array:
        """Tell which cells of a column are values."""
        if self.marks is None:
            return pa.scalar(value=False)
        return pc.equal(self.marks.column(place), _VALUE)


def _marked(batch: pa.RecordBatch) -> pa.RecordBatch | None:
    """Mark the cells of a batch that were values in their file."""
    values = values_of(batch)
    if not values:
        return None
    marks = [batch.column(0)]
    for place, cells in enumerate(batch.columns[1:]):
        mark = pc.if_else(values.get(place, pa.scalar(value=False)), _VALUE, _TEXT)
        marks.append(pc.if_else(is_empty(cells), "", mark))
    return pa.record_batch(marks, batch.schema.names)


class _Rows:
    """The rows as the mapping makes them, and what was doubtful, told when all were read."""

    def __init__(self, plan: _Plan, mapping: SourceMapping, tell: Tell) -> None:
        self._plan = plan
        self._mapping = mapping
        self._tell = tell
        self._filling = {same_name(name): Filling() for name in mapping.fill_down}
        self._filling_marks = {name: Filling() for name in self._filling}
        self._doubts: dict[tuple[str, str], _Doubt] = {}

    def of(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Give each batch with our columns.

        A pattern that the engine does not take ends the file with a finding.
        """
        for batch in batches:
            ours = self._tried(batch)
            if ours is None:
                return
            yield ours
        for (kind, column), doubt in self._doubts.items():
            self._tell(_doubtful(kind, column, doubt))

    def _tried(self, batch: pa.RecordBatch) -> pa.RecordBatch | None:
        try:
            found = _Found(self._replaced(batch), _marked(batch))
            return self._made(self._long(self._kept(found)))
        except pa.ArrowInvalid as error:
            self._tell(_not_done(str(error)))
            return None

    def _replaced(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Write the source's cells as the mapping says, before anything is asked of them."""
        columns = list(batch.columns)
        for one in self._mapping.replaces:
            place = self._plan.places[same_name(one.column)]
            columns[place] = replaced(pc.fill_null(columns[place], ""), one)
        return pa.record_batch(columns, batch.schema.names)

    def _kept(self, found: "_Found") -> "_Found":
        """Fill columns down, then leave out the rows that are to be skipped."""
        if not self._mapping.skips and not self._filling:
            return found
        batch = found.cells
        skipped = [(skip, self._skipped(skip, batch)) for skip in self._mapping.skips]
        kept = pa.repeat(pa.scalar(value=True), batch.num_rows)
        columns = list(batch.columns)
        marks = list(found.marks.columns) if found.marks else []
        for name, filling in self._filling.items():
            gives = kept
            for skip, which in skipped:
                if same_name(skip.column) == name:
                    gives = pc.and_(gives, pc.invert(which))
            place = self._plan.places[name]
            columns[place] = filling.fill(columns[place], gives)
            if marks:
                marks[place] = self._filling_marks[name].fill(marks[place], gives)
        for skip, which in skipped:
            place = self._plan.places[same_name(skip.column)]
            self._note("skip", skip.column, batch, pc.and_(which, kept), place)
            kept = pc.and_(kept, pc.invert(which))
        names = batch.schema.names
        return _Found(
            pa.record_batch(columns, names).filter(kept),
            pa.record_batch(marks, names).filter(kept) if marks else None,
        )

    def _skipped(self, skip: Skip, batch: pa.RecordBatch) -> pa.Array:
        cells = pc.fill_null(batch.column(self._plan.places[same_name(skip.column)]), "")
        if skip.empty:
            return is_empty(cells)
        if skip.words:
            return pc.is_in(trimmed(cells), pa.array(skip.words, pa.string()))
        return pc.match_substring_regex(cells, skip.matches)

    def _long(self, found: "_Found") -> "_Found":
        """Turn the columns that stand side by side into rows."""
        if not self._plan.wide:
            return found
        places, names = zip(*self._plan.wide, strict=True)
        long = in_rows(found.cells, places, names)
        marks = in_rows(found.marks, places, names) if found.marks else None
        if self._mapping.unpivot and self._mapping.unpivot.skip_empty:
            filled = pc.invert(is_empty(long.column(long.num_columns - 1)))
            long, marks = long.filter(filled), marks.filter(filled) if marks else None
        return _Found(long, marks)

    def _made(self, found: "_Found") -> pa.RecordBatch:
        batch = found.cells
        columns = [batch.column(0)]
        values: dict[int, pa.BooleanArray] = {}
        for at, rule in enumerate(self._mapping.columns):
            if rule.name in self._plan.fixed:
                value = pa.scalar(self._plan.fixed[rule.name], pa.string())
                columns.append(pa.repeat(value, batch.num_rows))
                continue
            places = [self._place(name, batch) for name in rule.sources]
            sources = [batch.column(place) for place in places]
            cells = made(rule, sources, found.values(places[0]))
            for kind, failed in cells.wrong:
                self._note(kind, rule.name, batch, failed, places[0])
            columns.append(cells.made)
            values[at] = cells.values
        made_here = pa.record_batch(columns, ["line", *(str(i) for i in range(len(columns) - 1))])
        return with_values(made_here, values)

    def _place(self, name: str, batch: pa.RecordBatch) -> int:
        """Find a column of the source: where it stood, or where it stands among rows made long."""
        unpivot = self._mapping.unpivot
        if unpivot and same_name(name) == same_name(unpivot.name):
            return int(batch.num_columns) - 2
        if unpivot and same_name(name) == same_name(unpivot.value):
            return int(batch.num_columns) - 1
        place: int = self._plan.places[same_name(name)]
        return place - sum(wide < place for wide, _ in self._plan.wide)

    def _note(
        self, kind: str, column: str, batch: pa.RecordBatch, which: pa.Array, place: int
    ) -> None:
        """Remember the rows of one doubt."""
        if pc.any(which).as_py():
            doubt = self._doubts.setdefault((kind, column), _Doubt())
            doubt.add(batch.column(0).filter(which), batch.column(place).filter(which))


class _Doubt:
    """The rows that have one doubt, and the distinct cells that gave rise to it."""

    def __init__(self) -> None:
        self.rows = SomeRows()
        self.distinct: dict[str, None] = {}

    def add(self, lines: pa.Array, cells: pa.Array) -> None:
        self.rows.add_all(lines, cells)
        if len(self.distinct) <= _NAMES_SHOWN:
            self.distinct |= dict.fromkeys(pc.unique(cells).slice(0, LINES_SHOWN).to_pylist())

    @property
    def shown(self) -> str:
        """The first distinct cells, in one line."""
        first = [str(cell or "").strip()[:60] for cell in list(self.distinct)[:_NAMES_SHOWN]]
        return ", ".join(first) + (", …" if len(self.distinct) > _NAMES_SHOWN else "")


_DOUBTS = {
    "skip": (
        "rows_are_skipped",
        Weight.NOTE,
        say("Rows were left out, as the mapping says, for their cell of {column}: {found}."),
        say("Look at them; if one is a row of the table, correct [[skip]] in the mapping."),
    ),
    "code": (
        "codes_are_mapped",
        Weight.STOP,
        say("The mapping of {column} does not know: {found}."),
        say("Add each to the codes of the column in the mapping, or mend the cell."),
    ),
    "kept": (
        "codes_are_mapped",
        Weight.NOTE,
        say("The mapping of {column} does not know these, and keeps them as they are: {found}."),
        say("Add each to the codes of the column in the mapping if it means one of them."),
    ),
    "number": (
        "numbers_have_the_marks",
        Weight.STOP,
        say("These are no numbers with the marks that the mapping says for {column}: {found}."),
        say(
            "Correct decimal, group or remove of the column in the mapping, or mend the cell; what "
            'stands beside a number belongs into remove: ["Rp", " ", ",-"].'
        ),
    ),
    "month": (
        "dates_have_the_form",
        Weight.STOP,
        say(
            "The months of these are not among those that the mapping names for {column}: {found}."
        ),
        say("Write them like the twelve names in months of the column, or mend those names."),
    ),
    "date": (
        "dates_have_the_form",
        Weight.STOP,
        say("These are no dates in a form that the mapping says for {column}: {found}."),
        say("Add their form to date of the column in the mapping, or mend the cell."),
    ),
    "part": (
        "parts_are_found",
        Weight.STOP,
        say("The part that the mapping takes for {column} is not in: {found}."),
        say("Correct take of the column in the mapping, or mend the cell."),
    ),
}


def _doubtful(kind: str, column: str, doubt: _Doubt) -> Finding:
    rule, weight, message, write = _DOUBTS[kind]
    return Finding(
        rule,
        weight,
        message,
        {"column": column, "found": doubt.shown or '""'},
        write,
        column=column,
        lines=tuple(doubt.rows.lines),
        cells=tuple(doubt.rows.cells),
        count=doubt.rows.count,
    )


def _no_table() -> Finding:
    return Finding(
        "mapping_is_for_tables",
        Weight.STOP,
        say("The file holds no table, and a mapping names the columns of one."),
        write=say("Hand it in without the mapping."),
    )


def _not_as_declared(mapping: SourceMapping, schema: Mapping[str, Any] | None) -> Iterator[Finding]:
    """Hold the columns that a mapping makes to those of its Table Schema.

    A schema that is none is left to who reads it.
    """
    fields = (schema or {}).get("fields")
    if not isinstance(fields, list):
        return
    names = [field.get("name") for field in fields if isinstance(field, Mapping)]
    declared = [name.strip() for name in names if isinstance(name, str)]
    made_here = [rule.name for rule in mapping.columns]
    missing = [name for name in declared if name not in made_here]
    extra = [name for name in made_here if name not in declared]
    if missing:
        yield Finding(
            "columns_are_declared",
            Weight.STOP,
            say("The mapping makes no column {columns}, which the Table Schema describes."),
            {"columns": ", ".join(missing), "first": missing[0]},
            say(
                'Add it to the mapping: [[column]] with name = "{first}", and where it comes from.'
            ),
        )
    if extra:
        yield Finding(
            "columns_are_declared",
            Weight.STOP,
            say(
                "The mapping makes the column {columns}, which the Table Schema does not describe."
            ),
            {"columns": ", ".join(extra)},
            say("Describe the column in the schema, or take its [[column]] out of the mapping."),
        )


def _lacking(missing: Sequence[str], sheet: Sheet) -> Finding:
    names = {same_name(name): name for name in sheet.header}
    near = [
        f"{name} → {names[found]}"
        for name in missing
        for found in get_close_matches(same_name(name), names, n=1, cutoff=0.7)
    ]
    write = say("Write the names in the mapping as they stand in the file; it has {has}.")
    if near:
        write = say("Write the names as they stand in the file: perhaps {near}. It has {has}.")
    return Finding(
        "mapping_fits",
        Weight.STOP,
        say("The file has no column {columns}, which the mapping names."),
        {
            "columns": ", ".join(missing),
            "near": "; ".join(near),
            "has": ", ".join(name.strip() for name in sheet.header),
        },
        write,
    )


def _turned(names: Sequence[str]) -> Finding:
    return Finding(
        "mapping_fits",
        Weight.STOP,
        say("The mapping turns {columns} into rows, and makes a column from it too."),
        {"columns": ", ".join(names)},
        say("Take the name out of [unpivot], or make the column from what [unpivot] calls value."),
    )


def _none_matches(pattern: str, header: Sequence[str]) -> Finding:
    return Finding(
        "mapping_fits",
        Weight.STOP,
        say("No column's name matches {pattern}, by which the mapping finds those to turn."),
        {"pattern": pattern, "has": ", ".join(name.strip() for name in header)},
        say("Correct matches of [unpivot] in the mapping; the file has {has}."),
    )


def _no_such_name(filename: str, rule: ColumnRule) -> Finding:
    return Finding(
        "mapping_fits",
        Weight.STOP,
        say("The mapping takes {column} from the file's name, which is {file}."),
        {"column": rule.name, "file": filename, "pattern": rule.file_name},
        say("Name the file so that {pattern} is found in its name, or correct the mapping."),
    )


def _unused(names: Sequence[str]) -> Finding:
    return Finding(
        "columns_are_mapped",
        Weight.WARN,
        say("No column of the mapping takes these of the file, so they are left out: {columns}."),
        {"columns": ", ".join(name.strip() for name in names)},
        say("Give each a [[column]] in the mapping, or write its name in ignore."),
    )


def _not_done(error: str) -> Finding:
    return Finding(
        "mapping_is_readable",
        Weight.STOP,
        say("The mapping could not be applied to the cells: {error}"),
        {"error": error[:300]},
        say("Correct the pattern or the factor in the mapping."),
    )
