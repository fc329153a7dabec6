"""``pendopo ocds check``: what is wrong in a file of open contracting data."""

import json
import sys
import tempfile
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import click

from pendopo.cli.findings import show_findings, summary
from pendopo.cli.ocds_file import release_schema_in
from pendopo.cli.ocds_input import Given, opened, piped
from pendopo.cli.ocds_options import declared_extensions
from pendopo.cli.ocds_report import Found, csv_text, ocds_report
from pendopo.cli.verb import STOPPED, RefusedError, choice, readable, verb
from pendopo.cli.words import number, word
from pendopo.registers.contracts.examined import Examined
from pendopo.registers.contracts.faults import Place
from pendopo.registers.contracts.whole import Limits, examine
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
    held = Limits.read(readable(limits, "--limits").read_text("utf-8")) if limits else Limits()
    own = release_schema_in(schema) if schema else None
    try:
        examined = Examined(declared_extensions(extensions), version or "", schema=own)
    except SchemaError as error:
        raise RefusedError(f"--schema {schema}: {error}") from error
    told: list[Finding] = []
    with tempfile.TemporaryDirectory(prefix="pendopo-") as work:
        given = opened(piped(file, Path(work) / "pipe"), Path(work) / "now", told.append, encoding)
        earlier = opened(readable(before), Path(work) / "before", told.append) if before else None
        if given:
            with given.stream() as stream, _stream_of(earlier) as older:
                examine(stream, given.name, examined, None if schema_only else held, older)
    found: list[Found] = [(finding, ()) for finding in told]
    found += examined.faults.found()
    if as_json:
        report = ocds_report(file.name, examined, found)
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
    elif as_csv:
        click.echo(csv_text(found), nl=False)
    else:
        _show(file, examined, found)
    weights = {finding.weight for finding, _ in found}
    sys.exit(STOPPED if Weight.STOP in weights or (strict and Weight.WARN in weights) else 0)


def _stream_of(given: Given | None) -> AbstractContextManager[BinaryIO | None]:
    return given.stream() if given else nullcontext()


def _show(file: Path, examined: Examined, found: list[Found]) -> None:
    click.secho(plain(file.name), bold=True)
    for version, releases in examined.versions.items():
        text = say("  OCDS {version}: {releases} releases, {processes} processes")
        facts = {"releases": number(releases), "processes": number(examined.processes)}
        click.echo(word(text, version=version, **facts))
    applied = dict.fromkeys(name for one in examined.profiles() for name in one.applied)
    if applied:
        click.echo(word(say("  extensions: {names}"), names=", ".join(applied)))
    show_findings(_as_lines(finding, places) for finding, places in found)
    click.echo(summary(finding for finding, _ in found))


def _as_lines(finding: Finding, places: tuple[Place, ...]) -> Finding:
    """Tell where in the file: its line, the process, the field."""
    if not places:
        return finding
    cells = tuple(f"{place.ocid} {place.pointer}".strip() or "-" for place in places)
    lines = tuple(place.line for place in places)
    return replace(finding, table="", column="", lines=lines, cells=cells)
