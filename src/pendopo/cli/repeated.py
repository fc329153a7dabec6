"""What stands already where a file would be published: it is repeated, or it is replaced."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from pendopo.cli.words import word
from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.published.metadata import Metadata
from pendopo.published.state import Publication
from pendopo.registers.datasets import table_schema
from pendopo.registers.datasets.schema import SchemaError, table_of
from pendopo.terms.column import Table
from pendopo.terms.journey import Declaration, Entry
from pendopo.terms.personal import Decision
from pendopo.terms.reading import Reading
from pendopo.terms.register import Fold
from pendopo.terms.spoken import as_written
from pendopo.terms.wording import say


def repeated(opened: Programme, request: Request, said: Declaration) -> Publication | None:
    """Give the publication that stands and holds the same bytes; None when there is a reason.

    In a register that replaces, it is the one of the same scope, and the same bytes are published
    again when something else is said of them: another title, description, publisher, licence, note,
    schema or mapping. In one that merges, it is any that stands, for the same records would count
    twice; only with ``--replaces`` are the same bytes published again.

    :param said: what the command line says; what it leaves open is no difference
    """
    register = opened.registers[request.register]
    if register.fold is Fold.MERGE and said.replaces:
        return None
    for one in opened.recorded().current(register.name):
        if register.fold is Fold.REPLACE and (
            one.scope != dict(said.scope) or _says_more(opened.metadata(one), said, request.reading)
        ):
            continue
        if holds(opened, one, request.file):
            return one
    return None


def _says_more(metadata: Metadata | None, said: Declaration, reading: Reading) -> bool:
    """Whether a declaration differs from what stands."""
    if metadata is None:
        return True
    named = ("title", "description", "publisher", "licence", "note")
    new = {name: text for name in named if (text := getattr(said, name))}
    if any(as_written(getattr(metadata, name)) != as_written(text) for name, text in new.items()):
        return True
    decided = {one.column: (one.fate, one.reason, one.family) for one in metadata.personal}
    if any(
        decided.get(name.rpartition(".")[2], decided.get(name))
        != (one.fate, one.reason, one.family)
        for name, one in said.personal.items()
    ):
        return True
    if reading.mapping is not None and reading.mapping != metadata.mapping:
        return True
    return reading.schema is not None and _declares_more(metadata, reading.schema)


def _declares_more(metadata: Metadata, schema: Mapping[str, Any]) -> bool:
    """Whether a Table Schema differs from the tables that stand."""
    try:
        asked = table_of(schema)
    except SchemaError:
        return True  # the check says what is wrong with it
    hidden = {one.column for one in metadata.personal if one.hides}
    return _fields(asked, hidden) != [
        field for facts in metadata.tables for field in _fields(facts.table, hidden)
    ]


def _fields(table: Table, hidden: set[str]) -> list[Any]:
    """Describe a table's columns, but those that are not published as they are."""
    columns = tuple(column for column in table.columns if column.name not in hidden)
    key = () if hidden.intersection(table.key) else table.key
    return [table_schema([replace(table, columns=columns, key=key)])]


def holds(opened: Programme, publication: Publication, file: Path) -> bool:
    """Whether a publication's original has a file's bytes, or what it was made from.

    Not where a redaction took it away.
    """
    kept_back = opened.place.withheld / publication.id / "original"
    for path in {opened.original_path(publication), kept_back}:
        same_size = path.exists() and path.stat().st_size == file.stat().st_size
        if same_size and sha256_of(path) == sha256_of(file):
            return True
    return False


def sha256_of(path: Path) -> str:
    """Hash a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def carried(opened: Programme, request: Request) -> Request:
    """Keep the title, description and publisher of what is replaced, where none is given.

    What was masked or dropped stays so unless it is decided otherwise; that something may be
    published is said each time, for the next file may hold other data.
    """
    metadata = _replaced(opened, request)
    if metadata is None:
        return request
    said = request.declaration
    kept = replace(
        said,
        title=said.title or metadata.title,
        description=said.description or metadata.description,
        publisher=said.publisher or metadata.publisher,
        personal=_hidden(metadata) | dict(said.personal),
    )
    return replace(request, declaration=kept)


def _hidden(metadata: Metadata) -> dict[str, Decision]:
    return {
        one.column: Decision(one.fate, one.reason, one.by, one.family, carried=True)
        for one in metadata.personal
        if one.hides
    }


def _replaced(opened: Programme, request: Request) -> Metadata | None:
    said = request.declaration
    merges = opened.registers[request.register].fold is Fold.MERGE
    for one in opened.recorded().current(request.register):
        if one.id == said.replaces if merges else one.scope == dict(said.scope):
            return opened.metadata(one)
    return None


def show_replaced(opened: Programme, entry: Entry) -> None:
    """Print what an entry takes the place of, and the columns that came or went with it."""
    if entry.leaf.prev is None:
        return
    state = opened.recorded()
    old = state.publication(entry.leaf.prev)
    before, after = opened.metadata(old), opened.metadata(state.publication(entry.index))
    title = before.title if before else word(say("(taken away by a redaction)"))
    text = say("  replaces entry {index} ({title} of {day})")
    click.echo(word(text, index=old.index, title=title, day=old.time[:10]))
    if before and after:
        _show_columns(_columns(before), _columns(after))


def _columns(metadata: Metadata) -> list[str]:
    return [column.name for facts in metadata.tables for column in facts.table.columns]


def _show_columns(before: list[str], after: list[str]) -> None:
    gone = _listed(name for name in before if name not in after)
    new = _listed(name for name in after if name not in before)
    if gone and new:
        text = say("  its columns differ: {gone} gone, {new} new")
        click.echo(word(text, gone=gone, new=new))
    elif gone:
        click.echo(word(say("  its columns differ: {gone} gone"), gone=gone))
    elif new:
        click.echo(word(say("  its columns differ: {new} new"), new=new))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
