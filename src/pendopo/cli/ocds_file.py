"""The files handed to a verb of open contracting, or a pipe, as one stream that can seek."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click

from pendopo.cli.findings import show_findings
from pendopo.cli.ocds_input import Given, piped
from pendopo.cli.ocds_input import opened as taken
from pendopo.cli.told import sentence, what_to_write
from pendopo.cli.verb import RefusedError, readable
from pendopo.cli.words import word
from pendopo.standards.ocds.exact import JsonError, parse
from pendopo.standards.ocds.facts import Schema
from pendopo.terms.finding import Finding
from pendopo.terms.telling import plain
from pendopo.terms.wording import say

_BETWEEN = b"\n"


@contextmanager
def opened(
    paths: Sequence[Path], encoding: str = "", schema: Schema | None = None
) -> Iterator[tuple[BinaryIO, str]]:
    """Open files as one stream; what is packed is unpacked to the disk, and removed again.

    What is told of each, rows of tables that differ or that were left out, goes to standard error.

    :param paths: ``-`` is standard input
    :param encoding: of all of them, where a person named one
    :param schema: says what kind the fields of tables are; else that of OCDS 1.1.5
    :returns: the stream, and a name whose ending says what it holds

    :raises RefusedError: naming the file that cannot be read
    """
    with tempfile.TemporaryDirectory(prefix="pendopo-") as work:
        given = [
            _given(path, Path(work) / str(place), encoding, schema)
            for place, path in enumerate(paths)
        ]
        if len(given) == 1:
            with given[0].stream() as stream:
                yield stream, given[0].name
            return
        together = Path(work) / "together"
        with together.open("wb") as into:
            for one in given:
                with one.stream() as stream:
                    shutil.copyfileobj(stream, into)
                into.write(_BETWEEN)
        with together.open("rb") as stream:
            yield stream, ""


def _given(path: Path, work: Path, encoding: str, schema: Schema | None) -> Given:
    work.mkdir()
    told: list[Finding] = []
    given = taken(piped(path, work), work, told.append, encoding, schema)
    if given is None:
        raise RefusedError(f"{path}: {' '.join(map(_said, told))}")
    show_told(path, told)
    return given


def show_told(path: Path, told: Sequence[Finding]) -> None:
    """Show what is told of one of several files, beside what a verb prints."""
    if told:
        click.secho(plain(path.name), bold=True, err=True)
        show_findings(told, err=True)


def _said(finding: Finding) -> str:
    """Give a sentence and what to write instead, each with its full stop."""
    said = (sentence(finding), what_to_write(finding))
    return " ".join(one if one.endswith((".", ":")) else f"{one}." for one in said if one)


def release_schema_in(path: Path) -> dict[str, Any]:
    """Read a release schema.

    :raises RefusedError: when the file holds none
    """
    try:
        schema = parse(readable(path, "--schema").read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except JsonError as error:
        text = say("--schema {path}: {error} is not JSON; write a release schema")
        raise RefusedError(word(text, path=path, error=error)) from error
    if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
        text = say("--schema {path}: no properties stand in it; write a release schema")
        raise RefusedError(word(text, path=path))
    return schema
