"""``pendopo check``: what the rules say of a file, without publishing it."""

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pendopo.cli.comments import remarks, show_place, words, workbook_path
from pendopo.cli.findings import (
    readable_part,
    show_inferred,
    show_missing,
    show_report,
    summary,
)
from pendopo.cli.handed import hold_codes, licence_of, scope_of, title_of
from pendopo.cli.packing import handed
from pendopo.cli.personal import decides, personal_of
from pendopo.cli.progress import watched
from pendopo.cli.reading import reads
from pendopo.cli.report_json import report_json
from pendopo.cli.verb import (
    STOPPED,
    RefusedError,
    choice,
    now,
    programme,
    register_of,
    verb,
)
from pendopo.cli.words import word
from pendopo.programme.checking import Request
from pendopo.registers.datasets import table_schema
from pendopo.stages.validate import check_declaration
from pendopo.terms.finding import Finding
from pendopo.terms.journey import Declaration, Report
from pendopo.terms.reading import Reading
from pendopo.terms.wording import say

if TYPE_CHECKING:
    from pendopo.programme.programme import Programme


@verb(
    "check",
    say(
        "Check FILE against a register's rules without publishing it. Prints every finding with "
        "its rows and what to write instead; exits with 1 when one of them is a stop."
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@choice("--register", required=True, metavar="NAME", text=say("The register it belongs to."))
@reads
@decides
@choice(
    "--write-schema",
    type=click.Path(path_type=Path),
    text=say("Write the columns as read to a Table Schema, to be corrected."),
)
@choice("--scope", multiple=True, metavar="NAME=CODE", text=say("What it would replace."))
@choice("--licence", default="", text=say("The reuse licence it would be published under."))
@choice("--json", "as_json", is_flag=True, text=say("Print the report as JSON."))
@choice(
    "--html", type=click.Path(path_type=Path), text=say("Write the report as a page of its own.")
)
@choice(
    "--comments",
    type=click.Path(path_type=Path),
    metavar="FILE.xlsx",
    text=say(
        "Write the spreadsheet back with a comment on each cell that is to be mended; an ODS as "
        "one under a name that ends in .ods."
    ),
)
@click.pass_context
def verb_(
    ctx: click.Context,
    file: Path,
    register: str,
    write_schema: Path | None,
    scope: tuple[str, ...],
    licence: str,
    html: Path | None,
    comments: Path | None,
    personal: tuple[str, ...],
    *,
    reading: Reading,
    as_json: bool,
) -> None:
    """Check the file and show the report in the forms asked for."""
    opened = programme(ctx)
    declared = register_of(opened, register)
    hold_codes(scope, declared)
    declaration = Declaration(
        title=title_of(file.name),
        licence=licence_of(licence) or opened.config.publishing.licence,
        scope=scope_of(scope, declared),
        personal=personal_of(personal),
    )
    if comments:
        workbook_path(comments, file)
    with tempfile.TemporaryDirectory(prefix="pendopo-") as work, watched() as progress:
        path = handed(file, declared, Path(work) / "packed")
        request = Request(path, register, now(), declaration, reading=reading)
        [report] = opened.check([request], Path(work), progress)
    missing = list(check_declaration(declared, declaration))
    report = readable_part(_without(report, missing))
    if write_schema:
        _write_schema(write_schema, report)
    if html:
        _write_html(html, report, missing)
    if as_json:
        click.echo(json.dumps(report_json(report, missing), indent=2, ensure_ascii=False))
    else:
        _show(report, missing)
    if comments:
        _write_comments(comments, opened, request, report)
    sys.exit(STOPPED if report.stopped else 0)


def _without(report: Report, missing: Sequence[Finding]) -> Report:
    return replace(report, findings=tuple(one for one in report.findings if one not in missing))


def _write_comments(path: Path, opened: "Programme", request: Request, report: Report) -> None:
    told = words(report.findings, report.submission.filename)
    show_place(path, opened.comment(request, remarks(report.findings), told, path))


def _write_html(path: Path, report: Report, missing: Sequence[Finding]) -> None:
    """Write the page; what draws it takes a quarter of the time that the verb takes to start."""
    path.write_text(import_module("pendopo.cli.report").html_report(report, missing), "utf-8")


def _write_schema(path: Path, report: Report) -> None:
    """Write the columns as they were read.

    :raises RefusedError: when nothing could be read
    """
    if not report.tables:
        text = say("--write-schema {path}: no table could be read, so there is nothing to write")
        raise RefusedError(word(text, path=path))
    tables = [typed.table for typed in report.tables]
    path.write_text(json.dumps(table_schema(tables), indent=2, ensure_ascii=False) + "\n", "utf-8")


def _show(report: Report, missing: list[Finding]) -> None:
    show_report(report)
    show_inferred(typed.table for typed in report.tables)
    click.echo(summary(report.findings))
    if missing and not report.stopped:
        click.echo(word(say("To publish it, say also:")))
        show_missing(missing)
