"""``pendopo mapping``: draft a mapping from an example, and try one on a file."""

import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pendopo.cli.drafted import written
from pendopo.cli.findings import show_findings, show_report, summary
from pendopo.cli.handed import title_of
from pendopo.cli.progress import watched
from pendopo.cli.reading import reads
from pendopo.cli.terminal import watched_on
from pendopo.cli.verb import (
    STOPPED,
    RefusedError,
    VerbGroup,
    choice,
    now,
    programme,
    readable,
    register_of,
    verb,
)
from pendopo.cli.words import word
from pendopo.programme.checking import Request
from pendopo.programme.mappings import FOLDER, load_mapping
from pendopo.stages.validate import check_declaration
from pendopo.terms.journey import Declaration, Report, TypedTable
from pendopo.terms.mapping import SourceMapping
from pendopo.terms.reading import Reading
from pendopo.terms.release_mapping import makes_releases
from pendopo.terms.telling import plain
from pendopo.terms.wording import say

_ROWS_SHOWN = 3
_CELL_LETTERS = 32


@click.group(
    "mapping",
    cls=VerbGroup,
    help=say(
        "A mapping is a file that names how a source's columns, codes and layout become ours. It "
        "is drafted from an example, corrected by a person, saved in the folder mappings, and used "
        "with --mapping NAME."
    ),
)
def verb_() -> None:
    """Hold the two verbs of mappings."""


@verb(
    "draft",
    say(
        "Draft a mapping from FILE: its columns are matched with ours by name, meaning and "
        "content. Read every line of what is written; what was not found is left open."
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@choice("--register", required=True, metavar="NAME", text=say("The register it belongs to."))
@reads
@choice(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    text=say("Where to write it; else mappings/NAME.toml, after the file's name."),
)
@click.pass_context
def draft_(
    ctx: click.Context, file: Path, register: str, out: Path | None, *, reading: Reading
) -> None:
    """Draft a mapping and write it."""
    if reading.mapping is not None:
        text = say("--mapping: a mapping is drafted from the file as it came; leave it out")
        raise RefusedError(word(text))
    opened = programme(ctx)
    declared = register_of(opened, register)
    request = Request(readable(file), declared.name, now(), reading=reading)
    found = opened.draft_mapping(request)
    if found["findings"]:
        show_findings(found["findings"])
        sys.exit(STOPPED)
    if "header" not in found:
        text = say("{file}: it holds no table, so there is nothing to map")
        raise RefusedError(word(text, file=file.name))
    target = out or opened.root / FOLDER / f"{file.name.partition('.')[0]}.toml"
    if target.exists():
        text = say("{path}: it is there already; write another name with --out")
        raise RefusedError(word(text, path=target))
    target.parent.mkdir(parents=True, exist_ok=True)
    schema = _from(target, ctx.params.get("schema"))
    target.write_text(written(found, declared.name, schema, reading), "utf-8")
    _tell(found, target, file)


def _from(target: Path, schema: Path | None) -> str:
    """Name a schema's file from the mapping's folder."""
    if schema is None:
        return ""
    near, far = target.parent.resolve(), schema.resolve()
    return str(far.relative_to(near)) if far.is_relative_to(near) else str(far)


def _tell(found: dict[str, Any], target: Path, file: Path) -> None:
    matched = [one for one in found["matches"] if one["source"]]
    text = say("{path}: {matched} of {all} columns matched; {left} of the file's are left out.")
    facts = {"matched": len(matched), "all": len(found["matches"]), "left": len(found["left"])}
    click.echo(word(text, path=target, **facts))
    text = say("Read and correct it, then: pendopo mapping check {path} {file}")
    click.echo(word(text, path=target, file=file))


@verb(
    "check",
    say(
        "Try MAPPING on FILE: prints what the mapping does not know of the file, and the first "
        "rows as they come out. Nothing is published."
    ),
)
@click.argument("mapping", metavar="MAPPING")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@choice(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.json",
    text=say("Where to write the releases that FILE becomes, where the mapping makes releases."),
)
@click.pass_context
def check_(ctx: click.Context, mapping: str, file: Path, out: Path | None) -> None:
    """Check a file with a mapping and show its first rows."""
    opened = programme(ctx)
    saved = load_mapping(opened.root, mapping)
    if out and not makes_releases(saved.content):
        raise RefusedError(word(say("--out: this mapping makes no releases; leave it out")))
    declared = register_of(opened, saved.mapping.register)
    reading = Reading(schema=saved.schema, mapping=saved.content)
    # Whatever would still be said on publishing says nothing of the mapping.
    licence = opened.config.publishing.licence
    declaration = Declaration(title=title_of(file.name), licence=licence)
    request = Request(readable(file), declared.name, now(), declaration, reading=reading)
    with tempfile.TemporaryDirectory(prefix="pendopo-") as work, watched() as progress:
        [report] = opened.check([request], Path(work), progress)
        unsaid = list(check_declaration(declared, declaration))
        told = tuple(finding for finding in report.findings if finding not in unsaid)
        report = replace(report, findings=told)
        _show(report, saved.mapping)
        if out and report.made_from:
            shutil.copyfile(report.submission.path, out)
            click.echo(word(say("{path}: written."), path=out))
    sys.exit(STOPPED if report.stopped else 0)


def _show(report: Report, mapping: SourceMapping) -> None:
    show_report(report)
    click.echo(summary(report.findings))
    for typed in report.tables:
        if typed.rows and not report.stopped:
            _first_rows(typed, mapping)


def _first_rows(typed: TypedTable, mapping: SourceMapping) -> None:
    """Show how the first rows came out, one line for each column of ours."""
    batch = next(pq.ParquetFile(typed.path).iter_batches(_ROWS_SHOWN))
    rows = batch.to_pylist()
    sources = {rule.name: _origin(rule) for rule in mapping.columns}
    # Releases are made of a whole source: their tables' columns are those of the register.
    made_from = any(column.name in sources for column in typed.table.columns)
    table = Table(box=None, pad_edge=False)
    table.add_column(word(say("Column")))
    if made_from:
        table.add_column(word(say("Made from")))
    for row in rows:
        table.add_column(word(say("row {row}"), row=row["line"]), overflow="ellipsis", no_wrap=True)
    for column in typed.table.columns:
        cells = [Text(_cell(row.get(column.name))) for row in rows]
        origin = [Text(sources.get(column.name, ""))] if made_from else []
        table.add_row(Text(column.name), *origin, *cells)
    Console(width=None if watched_on(sys.stdout) else 120).print(table)


def _origin(rule: Any) -> str:  # noqa: ANN401 - a ColumnRule
    if rule.value is not None:
        return word(say("(in every row)"))
    return word(say("(the file's name)")) if rule.file_name else " + ".join(rule.sources)


def _cell(value: object) -> str:
    shown = plain("" if value is None else str(value))
    return shown if len(shown) <= _CELL_LETTERS else shown[: _CELL_LETTERS - 1] + "…"


verb_.add_command(draft_)
verb_.add_command(check_)
