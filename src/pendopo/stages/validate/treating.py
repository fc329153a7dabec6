"""Personal data: a stop until a reviewer decides, then published, masked or dropped by column."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from pendopo.stages.validate.hiding import Hider, Secrets
from pendopo.stages.validate.masking import Domain, Mask, without
from pendopo.stages.validate.persons import Found
from pendopo.stages.validate.sentences import few
from pendopo.stages.validate.written import write
from pendopo.standards.identity import Pattern
from pendopo.store.digest import bytes_a_row, digest
from pendopo.store.engine import literal, quote
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import TypedTable
from pendopo.terms.personal import ORIGINAL, RULE, SAID, Decision, Fate, Treated, pasted
from pendopo.terms.register import Fold, Register
from pendopo.terms.wording import say

_TEXTS = frozenset({Kind.TEXT, Kind.CODE})


@dataclass(frozen=True, slots=True)
class Guard:
    """What is known of personal data before a file is read.

    :param patterns: what to look for; none to look for nothing
    :param decisions: what is decided, by column, by ``table.column``, or of ``ORIGINAL``
    :param key: of the programme; where it has none, nothing can be masked
    :param scope: the codes of the publication, in one text
    :param said: what is said of the file, by the option it is written with
    """

    patterns: tuple[Pattern, ...] = ()
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    key: bytes = b""
    scope: str = ""
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A submission's tables as they may be published, what is told of them, and what was done."""

    tables: tuple[TypedTable, ...]
    findings: tuple[Finding, ...]
    treated: tuple[Treated, ...]


class Treating:
    """Does with each column what was decided of it.

    :param found: what the columns of each table hold of persons, by the table's name
    """

    def __init__(
        self,
        engine: duckdb.DuckDBPyConnection,
        register: Register,
        guard: Guard,
        found: Mapping[str, Sequence[Found]],
    ) -> None:
        self._engine = engine
        self._register = register
        self._guard = guard
        self._found = {
            (table, one.column): one for table, columns in found.items() for one in columns
        }
        self._findings: list[Finding] = []
        self._treated: list[Treated] = []

    def run(self, tables: Iterable[TypedTable], work: Path) -> Outcome:
        """Treat every table; what is not decided, or cannot be done, is a stop."""
        given = tuple(tables)
        decided = self._decided([typed.table for typed in given])
        self._ask([typed.table for typed in given], decided)
        done = tuple(self._table(typed, decided, work) for typed in given)
        for name in (ORIGINAL, SAID):
            if name in self._guard.decisions:
                self._done("", name, self._guard.decisions[name])
        return Outcome(done, tuple(self._findings), tuple(self._treated))

    def _decided(self, tables: Sequence[Table]) -> dict[tuple[str, str], Decision]:
        """Find the columns that the decisions speak of."""
        decided: dict[tuple[str, str], Decision] = {}
        for name, decision in self._guard.decisions.items():
            chosen = [
                (table.name, column.name)
                for table in tables
                for column in table.columns
                if name in (column.name, f"{table.name}.{column.name}")
            ]
            if not chosen and name not in {ORIGINAL, SAID} and not decision.carried:
                self._findings.append(_no_such_column(name, tables))
            if not decision.reason.strip():
                self._findings.append(_no_reason(name, decision))
            decided |= dict.fromkeys(chosen, decision)
        return decided

    def _ask(self, tables: Sequence[Table], decided: Mapping[tuple[str, str], Decision]) -> None:
        """Stop for each column that nobody decided on."""
        for table in tables:
            for column in table.columns:
                place = table.name, column.name
                if place in decided:
                    continue
                if place in self._found:
                    self._findings.append(_undecided(table, self._found[place]))
                elif column.personal:
                    self._findings.append(_declared(table, column))

    def _table(
        self, typed: TypedTable, decided: Mapping[tuple[str, str], Decision], work: Path
    ) -> TypedTable:
        table = typed.table
        dropped: list[str] = []
        masks: list[Mask] = []
        for column in table.columns:
            decision = decided.get((table.name, column.name))
            if decision is None or not self._can(table, column, decision):
                continue
            self._done(table.name, column.name, decision)
            if decision.fate is Fate.DROP:
                dropped.append(column.name)
            elif decision.fate is Fate.MASK:
                masks.append(self._mask(column, decision))
        if not dropped and not masks:
            return typed
        return self._written(typed, dropped, masks, work)

    def _can(self, table: Table, column: Column, decision: Decision) -> bool:
        """Hold a decision to what the register can bear."""
        if decision.fate is Fate.PUBLISH:
            return True
        # The tables of a standard have the columns that the standard says.
        declared = bool(self._register.tables)
        masks = decision.fate is Fate.MASK
        if self._register.fold is Fold.MERGE or (declared and masks and column.kind not in _TEXTS):
            self._findings.append(_of_the_standard(self._register, table, column, decision))
            return False
        if masks and not self._guard.key:
            self._findings.append(_no_key(table, column))
            return False
        return True

    def _mask(self, column: Column, decision: Decision) -> Mask:
        patterns = self._guard.patterns
        named = [pattern for pattern in patterns if pattern.names(column.name)]
        domain = Domain(self._guard.key, self._register.name, self._guard.scope)
        return Mask(
            column,
            domain.key_of(column.name, decision, patterns),
            [*named, *(pattern for pattern in patterns if pattern not in named)],
            next((pattern for pattern in named if pattern.names_family(column.name)), None),
        )

    def _written(
        self, typed: TypedTable, dropped: Sequence[str], masks: Sequence[Mask], work: Path
    ) -> TypedTable:
        """Write the table anew, and remove the one that held the data."""
        engine, before = self._engine, typed.table
        empty = dropped if self._register.tables else ()
        table = without(before, [name for name in dropped if name not in empty], masks)
        masked = {mask.column.name: mask.sql(engine, n) for n, mask in enumerate(masks)}
        cells = ", ".join(
            f"{_cell(column, masked, empty)} as {quote(column.name)}" for column in table.columns
        )
        path = work / f"{before.name}.public.parquet"
        rows = f"select line, {cells} from read_parquet({literal(typed.path)})"
        rows += _order(before, table, masked)
        write(engine, rows, path, bytes_a_row(Path(typed.path)))
        Path(typed.path).unlink()
        engine.execute(
            f"create or replace view {quote(before.name)} as"
            f" select * from read_parquet({literal(str(path))})"
        )
        return replace(typed, table=table, path=str(path), digest=digest(engine, path))

    def _done(self, table: str, column: str, decision: Decision) -> None:
        found = self._found.get((table, column))
        what = ", ".join(found.labels) if found else ""
        self._treated.append(
            Treated(
                table, column, decision.fate, decision.reason, decision.by, what, decision.family
            )
        )
        self._findings.append(_told(table, column, decision))


def _cell(column: Column, masked: Mapping[str, str], empty: Sequence[str]) -> str:
    name = quote(column.name)
    return f"if(false, {name}, null)" if column.name in empty else masked.get(column.name, name)


def _order(before: Table, after: Table, masked: Mapping[str, str]) -> str:
    """Give an order that tells nothing of what was hidden."""
    if before.key == after.key and not set(masked).intersection(after.key):
        return ""
    return f" order by {', '.join([*map(quote, after.key), 'line'])}"


def hider(
    engine: duckdb.DuckDBPyConnection,
    register: Register,
    outcome: Outcome,
    guard: Guard,
    found: Mapping[str, Sequence[Found]],
) -> Hider:
    """Give what hides personal data in findings, but what was decided to be published."""
    hides = {treated.column for treated in outcome.treated if treated.hides}
    shown = {(t.table, t.column) for t in outcome.treated if t.table and not t.hides}
    closed = [
        one
        for table, columns in found.items()
        for one in columns
        if (table, one.column) not in shown
    ]
    named = [p for column in hides for p in guard.patterns if p.names(column) and not p.beside]
    secrets = Secrets(
        columns=hides | {one.column for one in closed},
        found={*named, *(pattern for one in closed for pattern in one.patterns)},
        rows=bool(hides),
        shown=shown,
        fields={column.name for table in register.tables for column in table.columns},
        names=SAID not in guard.decisions,
    )
    return Hider(engine, guard.patterns, secrets)


def in_the_file(labels: Sequence[str], cells: Sequence[str]) -> Finding:
    """Stop for what the file holds outside its tables."""
    return Finding(
        RULE,
        Weight.STOP,
        say("Outside its tables the file holds what looks like personal data, {what}: {found}."),
        {"what": ", ".join(labels), "found": ", ".join(cells), "original": ORIGINAL},
        say(
            "Take it out of the file: titles, footers, comments and other sheets are published "
            "with it. Or keep the file back with --personal {original}=drop:REASON; or, if it may "
            "be published, write --personal {original}=publish:REASON."
        ),
    )


def unseen_in_the_file(names: Sequence[str]) -> Finding:
    """Stop for what is packed in the file and nobody here can look through."""
    return Finding(
        RULE,
        Weight.STOP,
        say("Not all that is packed in the file could be searched for personal data: {found}."),
        {"found": few(list(names)), "original": ORIGINAL},
        say(
            "Take it out of the file, or pack it anew as an ordinary ZIP. Or keep the file back "
            "with --personal {original}=drop:REASON; or, if you looked through it yourself, write "
            "--personal {original}=publish:REASON."
        ),
    )


def _quoted(finding: Finding, name: str, write: str) -> Finding:
    """Write the advice so that it can be pasted into a shell, where a name must be quoted there."""
    word = pasted(name)
    if word == name:
        return finding
    return replace(finding, write=write, values={**finding.values, "word": word[1:-1]})


def _undecided(table: Table, found: Found) -> Finding:
    finding = Finding(
        RULE,
        Weight.STOP,
        say("Column {column} holds what looks like personal data, {what}: {found}."),
        {
            "column": found.column,
            "what": ", ".join(found.labels),
            "found": few(found.cells),
        },
        say(
            "Leave the column out of the file, or say what becomes of it and why: "
            "--personal {column}=mask:REASON for pseudonyms, =drop:REASON to leave it out, "
            "=publish:REASON if it may be published."
        ),
        table=table.name,
        column=found.column,
        lines=found.lines,
        cells=found.cells,
        count=found.count,
    )
    return _quoted(
        finding,
        found.column,
        say(
            "Leave the column out of the file, or say what becomes of it and why: "
            '--personal "{word}=mask:REASON" for pseudonyms, "{word}=drop:REASON" to leave it '
            'out, "{word}=publish:REASON" if it may be published.'
        ),
    )


def _declared(table: Table, column: Column) -> Finding:
    finding = Finding(
        RULE,
        Weight.STOP,
        say("Column {column} is described as personal, and nobody has decided what becomes of it."),
        {"column": column.name},
        say(
            "Say it, and why: --personal {column}=mask:REASON for pseudonyms, =drop:REASON to "
            "leave it out, =publish:REASON if it may be published."
        ),
        table=table.name,
        column=column.name,
    )
    return _quoted(
        finding,
        column.name,
        say(
            'Say it, and why: --personal "{word}=mask:REASON" for pseudonyms, '
            '"{word}=drop:REASON" to leave it out, "{word}=publish:REASON" if it may be '
            "published."
        ),
    )


def _no_such_column(name: str, tables: Sequence[Table]) -> Finding:
    known = ", ".join(dict.fromkeys(c.name for table in tables for c in table.columns))
    return Finding(
        RULE,
        Weight.STOP,
        say("A decision on personal data names column {column}, which the file does not have."),
        {"column": name, "known": known or say("none")},
        say("Write one of its columns: {known}."),
    )


def _no_reason(name: str, decision: Decision) -> Finding:
    finding = Finding(
        RULE,
        Weight.STOP,
        say("The decision on column {column} gives no reason, which readers are shown."),
        {"column": name, "fate": decision.fate.value},
        say("Write it behind a colon: --personal {column}={fate}:REASON."),
    )
    return _quoted(
        finding,
        name,
        say('Write it behind a colon: --personal "{word}={fate}:REASON".'),
    )


def _of_the_standard(
    register: Register, table: Table, column: Column, decision: Decision
) -> Finding:
    finding = Finding(
        RULE,
        Weight.STOP,
        say(
            "Column {column} of {register} is one that the standard {standard} needs as it is: it "
            "cannot be masked or dropped here."
        ),
        {
            "column": column.name,
            "register": register.name,
            "standard": register.standard,
            "fate": decision.fate.value,
        },
        say(
            "Take the personal data out of the file and hand it in again; or, if it may be "
            "published, write --personal {column}=publish:REASON."
        ),
        table=table.name,
        column=column.name,
    )
    return _quoted(
        finding,
        column.name,
        say(
            "Take the personal data out of the file and hand it in again; or, if it may be "
            'published, write --personal "{word}=publish:REASON".'
        ),
    )


def _no_key(table: Table, column: Column) -> Finding:
    return Finding(
        RULE,
        Weight.STOP,
        say("Column {column} cannot be masked: there is no key to make pseudonyms with."),
        {"column": column.name},
        say("Report this to those who run this programme: the file need not be changed."),
        table=table.name,
        column=column.name,
    )


_TOLD = {
    Fate.PUBLISH: say(
        "Column {column} holds personal data and is published as it is. Decided by {by}: {reason}"
    ),
    Fate.MASK: say(
        "Column {column} is published as pseudonyms, the same for the same value in every "
        "release. Decided by {by}: {reason}"
    ),
    Fate.DROP: say(
        "Column {column} was in the file and is not published. Decided by {by}: {reason}"
    ),
}
_TOLD_OF_THE_FILE = {
    Fate.PUBLISH: say(
        "The file holds personal data outside its tables and is published. Decided by {by}: "
        "{reason}"
    ),
    Fate.DROP: say("The file itself is not published. Decided by {by}: {reason}"),
}
_TOLD_OF_WHAT_IS_SAID = say(
    "What is said of the file holds personal data and is published. Decided by {by}: {reason}"
)


def _told(table: str, column: str, decision: Decision) -> Finding:
    """Tell readers what was done with a column, who decided it and why."""
    if not table:
        message = _TOLD_OF_THE_FILE.get(decision.fate, _TOLD_OF_THE_FILE[Fate.DROP])
        if column == SAID:
            message = _TOLD_OF_WHAT_IS_SAID
        return Finding(RULE, Weight.NOTE, message, {"by": decision.by, "reason": decision.reason})
    values = {"column": column, "by": decision.by, "reason": decision.reason}
    return Finding(RULE, Weight.NOTE, _TOLD[decision.fate], values, table=table, column=column)
