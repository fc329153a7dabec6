"""Which tables stand in a state, and the Parquet parts each is made of."""

import hashlib
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

import pendopo
from pendopo.published.metadata import Metadata
from pendopo.published.state import Publication, State
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.register import REPLACED, Fold, Register
from pendopo.terms.spoken import with_ending

ENTRY = Column(
    "entry", Kind.INTEGER, title="Entry", meaning="The place in the log of the publication."
)
LINE = Column("line", Kind.INTEGER, title="Row", meaning="The row in the file that was submitted.")


@dataclass(frozen=True, slots=True)
class Part:
    """One publication's share of a table.

    :param entry: the publication's place in the log
    :param name: the record table it holds, which is another name than the folded table's
    :param c: the commitment of its Parquet object
    """

    entry: int
    name: str
    c: str
    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A table that stands in a state.

    :param name: its name in addresses, unique in its register
    :param publications: the entries it is made from
    :param removed: entries whose share a redaction took away
    :param version: the hexadecimal name of exactly this table of exactly these parts
    :param fold: the hexadecimal name of what the register's ``merge`` makes together of the parts,
        this table among others; empty where the parts are the table
    """

    register: str
    name: str
    title: str
    table: Table
    publications: tuple[int, ...]
    parts: tuple[Part, ...]
    version: str
    fold: str = ""
    removed: tuple[int, ...] = ()

    @property
    def folded(self) -> bool:
        """Whether the register's ``merge`` makes it."""
        return bool(self.fold)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns it is read with: entry and row first, then those declared."""
        return (ENTRY, LINE, *self.table.columns)


@dataclass(frozen=True, slots=True)
class Shelf:
    """How a state's tables are found: by the publications' metadata and the objects' places.

    :param lacking: gives the commitments whose objects a mirror could not get
    """

    metadata: Callable[[Publication], Metadata | None]
    object_path: Callable[[str], Path]
    lacking: Callable[[], Set[str]] = frozenset

    def tables(self, state: State, register: Register) -> tuple[PublishedTable, ...]:
        """Give the tables of a register as they stand in a state."""
        current = state.current(register.name)
        if register.fold is Fold.MERGE:
            return tuple(self._folded(state, register, current))
        if register.tables:
            return tuple(self._declared(state, register, current))
        return tuple(self._own(state, register, current))

    def records(self, state: State, register: Register) -> tuple[PublishedTable, ...]:
        """Give the tables as they were submitted, before any fold joins them."""
        current = state.current(register.name)
        found = self._declared if register.tables else self._own
        return tuple(found(state, register, current))

    def _declared(
        self, state: State, register: Register, current: Sequence[Publication]
    ) -> Iterator[PublishedTable]:
        for table in register.tables:
            share = self._parts(state, current, table.name)
            yield _published(register, table.name, table, share)

    def _own(
        self, state: State, register: Register, current: Sequence[Publication]
    ) -> Iterator[PublishedTable]:
        """Each publication brings its own tables; its scope's code is their address."""
        for publication in current:
            metadata = self.metadata(publication)
            code = "-".join(publication.scope.values())
            if metadata is None:
                continue
            single = len(metadata.tables) == 1
            for facts in metadata.tables:
                share = self._parts(state, [publication], facts.table.name)
                name = code if single else f"{code}.{facts.table.name}"
                # A file without a schema has no title of its own; its publication always has one.
                title = facts.table.title or (
                    metadata.title if single else with_ending(metadata.title, facts.table.name)
                )
                yield replace(_published(register, name, facts.table, share), title=title)

    def _folded(
        self, state: State, register: Register, current: Sequence[Publication]
    ) -> Iterator[PublishedTable]:
        parts: list[Part] = []
        removed: set[int] = set()
        for table in register.tables:
            found, gone = self._parts(state, current, table.name)
            parts += found
            removed |= set(gone)
        for name in register.remembers:
            parts += self._replaced(state, current, name)
        for table in register.folded:
            share = (parts, sorted(removed))
            one = _published(register, table.name, table, share)
            yield replace(one, fold=_named(register, parts))

    def _replaced(self, state: State, current: Sequence[Publication], name: str) -> Iterator[Part]:
        """Give what earlier versions of the publications that stand held of a table."""
        for publication in current:
            if publication.prev is None:
                continue
            *earlier, _ = state.versions(publication)
            found, _gone = self._parts(state, earlier, name)
            for part in found:
                yield replace(part, entry=publication.index, name=REPLACED.format(name))

    def _parts(
        self, state: State, current: Sequence[Publication], name: str
    ) -> tuple[list[Part], list[int]]:
        parts: list[Part] = []
        removed: list[int] = []
        lacking = self.lacking()
        for publication in current:
            metadata = self.metadata(publication)
            rows = {facts.table.name: facts.rows for facts in metadata.tables} if metadata else {}
            for one in publication.objects:
                if one.role != f"table:{name}":
                    continue
                gone = state.gone(one) is not None or one.c in lacking
                if gone or metadata is None:
                    removed.append(publication.index)
                else:
                    parts.append(
                        Part(publication.index, name, one.c, self.object_path(one.c), rows[name])
                    )
        return parts, removed


def _published(
    register: Register,
    name: str,
    table: Table,
    share: tuple[Sequence[Part], Sequence[int]],
) -> PublishedTable:
    parts, removed = share
    return PublishedTable(
        register=register.name,
        name=name,
        title=table.title,
        table=table,
        publications=tuple(sorted({part.entry for part in parts})),
        parts=tuple(parts),
        version=_named(register, parts, f"{table.name} {table.version}"),
        removed=tuple(removed),
    )


def _named(register: Register, parts: Sequence[Part], table: str = "") -> str:
    """Give the name of what these parts make: one table of them, or all that a fold makes."""
    made_of = "\n".join(
        [
            pendopo.__version__,
            register.name,
            table,
            *(f"{part.entry} {part.name} {part.c}" for part in parts),
        ]
    )
    return hashlib.sha256(made_of.encode()).hexdigest()[:32]
