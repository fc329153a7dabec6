"""Findings and reports as a person reads them on a terminal."""

from collections.abc import Iterable
from dataclasses import replace

import click

from pendopo.cli.words import number, word
from pendopo.terms.column import Table
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Report
from pendopo.terms.wording import say

_COLOURS = {Weight.STOP: "red", Weight.WARN: "yellow", Weight.NOTE: "blue"}
_NAMES = {Weight.STOP: say("STOP"), Weight.WARN: say("WARN"), Weight.NOTE: say("NOTE")}


def show_report(report: Report) -> None:
    """Print what was found in a file, gravest first, and what the file holds."""
    report = readable_part(report)
    click.secho(report.submission.filename, bold=True)
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


def show_findings(findings: Iterable[Finding]) -> None:
    """Print findings, gravest first."""
    order = list(Weight)
    for finding in sorted(findings, key=lambda finding: order.index(finding.weight)):
        weight = click.style(f"{word(_NAMES[finding.weight]):5}", fg=_COLOURS[finding.weight])
        click.echo(f"  {weight} {sentence(finding)}")
        _show_more(finding)


def show_missing(findings: Iterable[Finding]) -> None:
    """Print what is still to be said before a file can be published."""
    for finding in findings:
        click.echo(f"  - {sentence(finding)}")
        _show_more(finding)


def _show_more(finding: Finding) -> None:
    arrow = f"→ {what_to_write(finding)}" if finding.write else ""
    for line in (where(finding), arrow, finding.source):
        if line:
            click.echo(f"        {line}")


def sentence(finding: Finding) -> str:
    """Give a finding's sentence in the language in use."""
    return word(finding.message, **finding.values)


def what_to_write(finding: Finding) -> str:
    """Give what to write instead, in the language in use; empty when there is nothing."""
    return word(finding.write, **finding.values)


def where(finding: Finding) -> str:
    """Give the table, the column and the first rows that a finding is about."""
    parts = []
    if finding.table:
        parts.append(word(say("table {name}"), name=finding.table))
    if finding.column:
        parts.append(word(say("column {name}"), name=finding.column))
    if finding.lines:
        rows = ", ".join(str(line) for line in finding.lines)
        more = finding.count - len(finding.lines)
        parts.append(
            word(say("rows {rows} and {more} more"), rows=rows, more=number(more))
            if more > 0
            else word(say("rows {rows}"), rows=rows)
        )
    return " · ".join(parts)


def summary(findings: Iterable[Finding]) -> str:
    """Count findings by weight."""
    weights = [finding.weight for finding in findings]
    return word(
        say("Stops: {stops}. Warnings: {warnings}. Notes: {notes}."),
        stops=weights.count(Weight.STOP),
        warnings=weights.count(Weight.WARN),
        notes=weights.count(Weight.NOTE),
    )


def show_inferred(tables: Iterable[Table]) -> None:
    """Print the columns whose kind was inferred from the cells, for correction."""
    for table in tables:
        guessed = [column for column in table.columns if column.inferred]
        if not guessed:
            continue
        click.echo(
            word(
                say("  table {name}: kinds inferred from the cells, to be corrected"),
                name=table.name,
            )
        )
        width = max(len(column.name) for column in guessed)
        for column in guessed:
            click.echo(f"    {column.name:{width}}  {column.kind.value}")
        click.echo(
            "  "
            + word(
                say(
                    "Write them to a file with --write-schema FILE, correct it, and hand it along "
                    "with --schema FILE."
                )
            )
        )
