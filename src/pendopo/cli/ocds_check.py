"""``pendopo ocds check``: what is wrong in a file of open contracting data."""

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import click

from pendopo.cli.findings import show_findings, summary
from pendopo.cli.ocds_file import release_schema_in, show_told
from pendopo.cli.ocds_input import Given, opened, piped
from pendopo.cli.ocds_options import declared_extensions
from pendopo.cli.ocds_report import Found, csv_text, ocds_report
from pendopo.cli.told import sentence
from pendopo.cli.verb import STOPPED, RefusedError, choice, readable, verb
from pendopo.cli.words import number, word
from pendopo.registers.contracts.examined import Examined
from pendopo.registers.contracts.faults import Place
from pendopo.registers.contracts.whole import Limits, examine
from pendopo.standards.ocds.extension import profile_of
from pendopo.standards.ocds.facts import VERSION, Schema
from pendopo.standards.ocds.reading import read_releases
from pendopo.standards.ocds.rules import SchemaError
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.telling import plain
from pendopo.terms.wording import say


@verb(
    "check",
    say(
        "Check FILE against OCDS: every error of the schema, codes, fields that OCDS does not know "
        "or gave up, ids, references, and what each process and the whole say of themselves. Exits "
        "with 1 when a finding is a stop, or with --strict also when one is a warning."
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@choice(
    "--encoding",
    default="",
    metavar="NAME",
    text=say("Its character encoding, where a finding asks for it: windows-1252, utf-16."),
)
@choice("--json", "as_json", is_flag=True, text=say("Print the report as JSON."))
@choice("--csv", "as_csv", is_flag=True, text=say("Print one line for each place, as CSV."))
@choice(
    "--version",
    type=click.Choice(["1.0", "1.1"]),
    text=say("The version to hold it against; else what the file says."),
)
@choice(
    "--extension",
    "extensions",
    multiple=True,
    metavar="NAME",
    text=say("An extension that its data use, by the registry's name, or a folder that holds one."),
)
@choice(
    "--schema",
    metavar="FILE",
    type=click.Path(path_type=Path),
    text=say("The release schema to hold it against; else that of its version and extensions."),
)
@choice(
    "--limits",
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    text=say("What counts as realistic, where it differs: see docs/how-to/check-ocds.md."),
)
@choice(
    "--before",
    type=click.Path(path_type=Path),
    metavar="FILE",
    text=say("An earlier file of the same source: what was in it should still be there."),
)
@choice("--schema-only", is_flag=True, text=say("Leave out what processes and the whole file say."))
@choice("--strict", is_flag=True, text=say("Exit with 1 when there is a warning, too."))
def check_(
    file: Path,
    encoding: str,
    version: str | None,
    extensions: tuple[str, ...],
    schema: Path | None,
    limits: Path | None,
    before: Path | None,
    *,
    as_json: bool,
    as_csv: bool,
    schema_only: bool,
    strict: bool,
) -> None:
    """Check a file and show what was found."""
    held = _limits_in(limits) if limits else Limits()
    own = release_schema_in(schema) if schema else None
    declared = declared_extensions(extensions)
    try:
        examined = Examined(declared, version or "", schema=own)
    except SchemaError as error:
        raise RefusedError(f"--schema {schema}: {error}") from error
    kinds = own or profile_of(VERSION, (), declared).schema
    told: list[Finding] = []
    with tempfile.TemporaryDirectory(prefix="pendopo-") as work:
        now = Path(work) / "now"
        given = opened(piped(file, Path(work) / "pipe"), now, told.append, encoding, kinds)
        earlier = _earlier(before, Path(work) / "before", encoding, kinds) if before else None
        _examine(given, examined, None if schema_only else held, earlier)
    found = [*((finding, ()) for finding in told), *_found(examined, given)]
    if as_json:
        report = ocds_report(file.name, examined, found)
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
    elif as_csv:
        click.echo(csv_text(found), nl=False)
    else:
        _show(file, examined, found, in_tables=bool(given and given.tables))
    weights = {finding.weight for finding, _ in found}
    sys.exit(STOPPED if Weight.STOP in weights or (strict and Weight.WARN in weights) else 0)


def _limits_in(path: Path) -> Limits:
    """Read limits.

    :raises RefusedError: when the file holds none
    """
    try:
        return Limits.read(readable(path, "--limits").read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        text = say("--limits {path}: this is not written in UTF-8; write limits as TOML in UTF-8")
        raise RefusedError(word(text, path=path)) from error


def _earlier(path: Path, work: Path, encoding: str, kinds: Schema) -> Given:
    """Open the earlier file; what is told of it is no finding of the file that is checked.

    :param encoding: that of the file that is checked, where a person named it: the earlier one may
        be in UTF-8 nevertheless
    :raises RefusedError: when nothing can be compared with it
    """
    for place, said in enumerate(dict.fromkeys(("", encoding))):
        told: list[Finding] = []
        taken = work / str(place)
        given = opened(readable(path, "--before"), taken, told.append, said, kinds)
        if given:
            break
    else:
        raise RefusedError(f"--before {path}: {' '.join(map(sentence, told))}")
    show_told(path, told)
    with given.stream() as stream:
        if not any(True for _ in read_releases(stream, given.name, broken=lambda _: None)):
            text = say("--before {path}: there is no release in it; write the earlier file")
            raise RefusedError(word(text, path=path))
    return given


def _found(examined: Examined, given: Given | None) -> Iterator[Found]:
    """Give what was found; of releases that were put together of tables, where in these."""
    tables = given.tables if given else None
    for finding, places in examined.faults.found():
        if tables:
            yield tables.located(finding, places), tuple(map(tables.placed, places))
        else:
            yield finding, places


def _examine(
    given: Given | None, examined: Examined, limits: Limits | None, earlier: Given | None
) -> None:
    """Examine what was given, if it can be read, and hold an earlier file beside it."""
    if given:
        beside: AbstractContextManager[BinaryIO | None] = (
            earlier.stream() if earlier else nullcontext()
        )
        with given.stream() as stream, beside as older:
            examine(stream, given.name, examined, limits, older)


def _show(file: Path, examined: Examined, found: list[Found], *, in_tables: bool) -> None:
    click.secho(plain(file.name), bold=True)
    for version, releases in examined.versions.items():
        text = say("  OCDS {version}: {releases} releases, {processes} processes")
        facts = {"releases": number(releases), "processes": number(examined.processes)}
        click.echo(word(text, version=version, **facts))
    applied = dict.fromkeys(name for one in examined.profiles() for name in one.applied)
    if applied:
        click.echo(word(say("  extensions: {names}"), names=", ".join(applied)))
    show_findings(finding if in_tables else _as_lines(finding, places) for finding, places in found)
    click.echo(summary(finding for finding, _ in found))


def _as_lines(finding: Finding, places: tuple[Place, ...]) -> Finding:
    """Tell where in the file: its line, the process, the field."""
    if not places:
        return finding
    cells = tuple(f"{place.ocid} {place.pointer}".strip() or "-" for place in places)
    lines = tuple(place.line for place in places)
    return replace(finding, table="", column="", lines=lines, cells=cells)
