"""What findings show of cells, with personal data taken out: findings are published too."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache

import duckdb

from pendopo.stages.validate.persons import hide, may_hold, stripped
from pendopo.standards.identity import LIKE_PLAIN, Pattern, checks
from pendopo.store.engine import connect, literal
from pendopo.terms.finding import Finding
from pendopo.terms.journey import Report, TypedTable
from pendopo.terms.personal import RULE

# The values of a finding about a column that show its cells.
_SHOWN = ("found", "example", "words")
# The values of a finding about a whole row, or about the file, that never show a cell: numbers of
# rows, names of columns, sheets and files, settings. Any other may quote a row across its cells.
_NO_CELLS = frozenset(
    {
        "row", "last", "line", "column", "columns", "byte", "count", "most", "width", "places",
        "rows", "read", "written", "delimiter", "quote", "mark", "encoding", "best", "kinds",
        "table", "to", "cells", "header", "rule", "register", "name", "names", "program",
        "packing", "form", "forms", "megabytes", "file", "files", "sheet", "sheets", "pattern",
        "licences", "crs", "first", "has", "near", "old", "new", "known", "standard", "pairs",
    }
)  # fmt: skip
_NAMES = frozenset({"column", "columns", "name", "names", "option", "known", "word"})
_NOTHING_SHOWN = "•" * 6
_PLAIN = str.maketrans(dict(LIKE_PLAIN))


class Checks:
    """Holds a text that has a pattern's form to the pattern's check."""

    def __init__(self, engine: duckdb.DuckDBPyConnection) -> None:
        self._engine = engine
        self._engine.execute(checks())
        self.passes = cache(self._passes)

    def _passes(self, pattern: Pattern, text: str) -> bool:
        if not (pattern.check or pattern.keep):
            return True
        passes = f"coalesce({pattern.check or 'true'}, false)"
        cut = f"coalesce({pattern.cut or 'false'}, false)"
        kept = f"coalesce({pattern.keep or 'false'}, false)"
        row = self._engine.sql(
            f"select ({passes} or {cut}) and not {kept}"
            f" from (select {stripped(literal(text), pattern)} as x)"
        ).fetchone()
        return bool(row and row[0])


@dataclass(frozen=True, slots=True)
class Secrets:
    """What findings must not show.

    :param columns: names of columns of which no cell is shown
    :param found: patterns by which something was found in those: a number with a slip of the pen
        in it is hidden too
    :param rows: whether rows hold what is not published, so that no row is quoted
    :param shown: ``(table, column)`` of which somebody decided that it is published
    :param fields: columns that the register declares, by whose names its rules quote a row
    :param names: whether what is said of the file, names of columns among it, is hidden as well
    """

    columns: Collection[str] = ()
    found: Collection[Pattern] = ()
    rows: bool = False
    shown: Collection[tuple[str, str]] = ()
    fields: Collection[str] = ()
    names: bool = True


class Hider:
    """Hides whole cells of some columns, and in all other texts what a pattern finds."""

    def __init__(
        self, engine: duckdb.DuckDBPyConnection, patterns: Sequence[Pattern], secrets: Secrets
    ) -> None:
        self._passes = Checks(engine).passes
        self._secrets = secrets
        formed = dict.fromkeys(p for p in (*patterns, *secrets.found) if p.form)
        self._forms = tuple((pattern, anywhere(pattern)) for pattern in formed)

    def hidden(self, finding: Finding) -> Finding:
        """Give a finding that shows nothing of a person."""
        secrets = self._secrets
        own = finding.rule == RULE
        if not own and (finding.table, finding.column) in secrets.shown:
            return finding
        if secrets.rows and not finding.column and not own:
            cells = tuple(_NOTHING_SHOWN for _ in finding.cells)
        elif finding.column in secrets.columns:
            cells = tuple(hide(cell) for cell in finding.cells)
        else:
            cells = tuple(self.text(cell) for cell in finding.cells)
        return replace(
            finding,
            values={name: self._value(finding, name) for name in finding.values},
            column=self.text(finding.column) if secrets.names else finding.column,
            table=self.text(finding.table) if secrets.names else finding.table,
            cells=cells,
        )

    def _value(self, finding: Finding, name: str) -> str:
        secrets, text = self._secrets, finding.values[name]
        if finding.rule == RULE or (name in _NAMES and not secrets.names):
            return self.text(text) if secrets.names else text
        named = {finding.column, *finding.values.get("column", "").split(", ")}
        if name in secrets.columns or (name in _SHOWN and named & {*secrets.columns}):
            return hide(text)
        known = name in _NO_CELLS or name in secrets.fields
        if secrets.rows and not finding.column and not known:
            return _NOTHING_SHOWN
        return self.text(text)

    def table(self, typed: TypedTable) -> TypedTable:
        """Give a table of a file that is stopped, so that its columns' names show nobody."""
        table = typed.table
        columns = tuple(
            replace(one, name=self.text(one.name), title=self.text(one.title))
            for one in table.columns
        )
        named = replace(
            table, name=self.text(table.name), title=self.text(table.title), columns=columns
        )
        return replace(typed, table=named)

    def text(self, text: str) -> str:
        """Hide in a text what a pattern finds."""
        if not may_hold(text):
            return text
        for pattern, form in self._forms:
            # Of the same length, so that a place in one is the place in the other.
            plain = text.translate(_PLAIN)
            for match in reversed([*form.finditer(plain)]):
                if pattern in self._secrets.found or self._passes(pattern, match[0]):
                    text = text[: match.start()] + hide(match[0]) + text[match.end() :]
        return text


def hide_unread(report: Report, patterns: Sequence[Pattern], *, rows: bool) -> Report:
    """Hide what any pattern finds in the findings of a file that could not be read.

    :param rows: whether a column is decided to be hidden
    """
    with connect() as engine:
        hider = Hider(engine, patterns, Secrets(rows=rows))
        return replace(report, findings=tuple(map(hider.hidden, report.findings)))


def hide_cells(cells: Sequence[str], patterns: Sequence[Pattern]) -> list[str]:
    """Hide what any pattern finds in cells that are shown before the file is published."""
    with connect() as engine:
        hider = Hider(engine, patterns, Secrets())
        return [hider.text(cell) for cell in cells]


def hide_name(name: str, patterns: Sequence[Pattern]) -> str:
    """Hide what any pattern finds in a file's name."""
    if not may_hold(name):
        return name
    with connect() as engine:
        return Hider(engine, patterns, Secrets()).text(name)


def anywhere(pattern: Pattern) -> "re.Pattern[str]":
    """Give the form wherever it stands, also beside letters: too much hidden is no harm."""
    form = pattern.form
    if pattern.needs:
        return re.compile(form)
    if "A-Z" in form:
        return re.compile(rf"\b(?:{form})\b")
    before = "" if form.startswith(r"\+") else "(?<![0-9])"
    return re.compile(rf"{before}(?:{form})(?![0-9])")
