"""Findings and reports as a person reads them on a terminal."""

import sys
from collections.abc import Iterable
from dataclasses import replace

import click

from pendopo.cli.terminal import watched_on
from pendopo.cli.told import Told, told
from pendopo.cli.words import number, word
from pendopo.terms import column, telling
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Report
from pendopo.terms.telling import NAMES, plain
from pendopo.terms.wording import say


def show_report(report: Report) -> None:
    """Print what was found in a file, gravest first, and what the file holds."""
    report = readable_part(report)
    click.secho(plain(report.submission.filename), bold=True)
    for typed in report.tables:
        text = say("  table {table}: {rows} rows, {columns} columns")
        many = number(typed.rows)
        click.echo(word(text, table=typed.table.name, rows=many, columns=len(typed.table.columns)))
    show_findings(report.findings)


def readable_part(report: Report) -> Report:
    """Leave out what a report says of rows that a stop kept from being read.

    Then no table has a row, which says nothing of the file; a finding about a row says that it has
    some.
    """
    if not report.stopped or any(typed.rows for typed in report.tables):
        return report
    stops = [finding for finding in report.findings if finding.weight is Weight.STOP]
    has_rows = any(finding.lines for finding in stops)
    kept = [one for one in report.findings if not (has_rows and one.rule == "table_has_rows")]
    return replace(report, tables=(), findings=tuple(kept))


def show_findings(findings: Iterable[Finding], *, err: bool = False) -> None:
    """Print findings, gravest first: a table on a terminal, plain lines where they are piped.

    :param err: whether to standard error, where standard output is the verb's own
    """
    causes = told(findings)
    if not causes:
        return
    if watched_on(sys.stderr if err else sys.stdout):
        from pendopo.cli.findings_table import draw  # noqa: PLC0415

        draw(causes, err=err)
        return
    width = 1 + max(len(word(name)) for name in NAMES.values())
    for one in causes:
        click.echo(f"  {word(NAMES[one.weight]):{width}} {one.sentence}", err=err)
        _show_more(one, err=err)


def show_missing(findings: Iterable[Finding]) -> None:
    """Print what is still to be said before a file can be published."""
    for one in told(findings):
        click.echo(f"  - {one.sentence}")
        _show_more(one)


def _show_more(one: Told, *, err: bool = False) -> None:
    arrow = f"→ {one.write}" if one.write else ""
    place = [one.where, *one.rows]
    if len(one.rows) == 1:
        place = [" · ".join(part for part in (one.where, *one.rows) if part)]
    for line in (*place, arrow, one.source):
        if line:
            click.echo(f"        {line}", err=err)


def summary(findings: Iterable[Finding]) -> str:
    """Count findings by weight."""
    return telling.summary(findings, word)


def show_inferred(tables: Iterable[column.Table]) -> None:
    """Print the columns whose kind was inferred from the cells, for correction."""
    for table in tables:
        guessed = [one for one in table.columns if one.inferred]
        if not guessed:
            continue
        click.echo(
            word(
                say("  table {name}: kinds inferred from the cells, to be corrected"),
                name=table.name,
            )
        )
        width = max(len(one.name) for one in guessed)
        for one in guessed:
            click.echo(f"    {plain(one.name):{width}}  {word(column.KIND_WORDS[one.kind])}")
        click.echo(
            "  "
            + word(
                say(
                    "Write them to a file with --write-schema FILE, correct it, and hand it along "
                    "with --schema FILE."
                )
            )
        )
