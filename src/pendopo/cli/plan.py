"""``pendopo plan``: an action plan's files checked, brought in from OGP's data, and given out."""

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from pendopo.cli.plan_amended import tell_amendments
from pendopo.cli.plan_files import FOLDER, files_of
from pendopo.cli.plan_form import write_form
from pendopo.cli.plan_lint import lint
from pendopo.cli.verb import (
    STOPPED,
    RefusedError,
    VerbGroup,
    choice,
    folder_for,
    home,
    now,
    readable,
    verb,
)
from pendopo.cli.words import number, word
from pendopo.registers.plans.document import document_of
from pendopo.registers.plans.ogp_data import plans_of, rows_of
from pendopo.registers.plans.parts import Fault, PlanError
from pendopo.registers.plans.portable import faults_of_sql
from pendopo.registers.plans.questions import TEMPLATES
from pendopo.registers.plans.render import render_plan
from pendopo.registers.plans.written import parse_plan
from pendopo.standards.ogp.codebook import Sentinel
from pendopo.standards.ogp.commitments import (
    ID,
    Commitments,
    Unusable,
    columns,
    read_commitments,
)
from pendopo.terms.commitment import Plan
from pendopo.terms.wording import say

_SHOWN = 20


@click.group(
    "plan",
    cls=VerbGroup,
    help=say(
        "An action plan is a folder of files: plan.md, and one for each commitment, with facts and "
        "prose. It is checked, brought in from OGP's data, and given out as JSON or OGP's CSV."
    ),
)
def verb_() -> None:
    """Hold the verbs of plans."""


@verb(
    "check",
    say(
        "Check the plan in DIR, else in the programme's folder plan: every fault is told with its "
        "file, what was found and what to write."
    ),
)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.pass_context
def check_(ctx: click.Context, folder: Path | None) -> None:
    """Check a plan's files."""
    place = folder or home(ctx) / FOLDER
    try:
        plan = parse_plan(files_of(place))
        hold_sql(plan, place.name)
    except PlanError as error:
        for fault in error.faults:
            click.echo(_spoken(fault), err=True)
        sys.exit(STOPPED)
    milestones = [step for one in plan.commitments for step in one.milestones]
    text = say("{title}: {commitments} commitments, {milestones} milestones, {checks} checks.")
    facts = {
        "commitments": len(plan.commitments),
        "milestones": len(milestones),
        "checks": sum(len(one.checks) for one in milestones),
    }
    click.echo(word(text, title=plan.title, **facts))
    _tell_what_nothing_shows(plan)
    _tell_what_is_not_agreed(plan)
    tell_amendments(plan, home(ctx))


def hold_sql(plan: Plan, name: str) -> None:
    """Refuse SQL that not everyone's engine answers alike.

    :raises PlanError: with each place and what to write there
    """
    faults = faults_of_sql(plan, name)
    if faults:
        raise PlanError(faults)


def _tell_what_nothing_shows(plan: Plan) -> None:
    """Name what no record can ever show: a commitment without a milestone, one without a check."""
    for one in plan.commitments:
        if not one.milestones:
            text = say("{id}: it has no milestone, so that nothing can show how far it is")
            click.echo(word(text, id=one.id))
        for step in one.milestones:
            if not step.checks:
                text = say("{id}: no check can show that milestone {milestone} is met")
                click.echo(word(text, id=one.id, milestone=step.id))


def _tell_what_is_not_agreed(plan: Plan) -> None:
    """Count the checks that nobody outside agreed to, and name an agreement nobody can look up."""
    checks = [
        (one.id, step.id, check)
        for one in plan.commitments
        for step in one.milestones
        for check in step.checks
    ]
    agreed = [found for found in checks if found[2].agreed_with]
    if checks:
        text = say("Civil society agreed to {agreed} of {all} checks.")
        click.echo(word(text, agreed=len(agreed), all=len(checks)))
    for name, step, check in agreed:
        if not (check.agreed_on and check.agreed_source):
            text = say(
                "{id}: {milestone}: check {check}: who agreed is said, not when and where that is "
                "shown; write agreed_on and agreed_source"
            )
            click.echo(word(text, id=name, milestone=step, check=check.id))


@verb(
    "import",
    say(
        "Bring in action plans from FILE, OGP's commitments data as CSV. Every column is kept with "
        "its commitment; what could not be used is told. Nothing is written without --into."
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@choice(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    text=say("Write the plans there: one folder each, or DIR itself when there is one plan."),
)
@choice("--plan", "wanted", metavar="ID", text=say("Only the plan of that id, like AP_KGZ01."))
@choice("--json", "as_json", is_flag=True, text=say("Print counts and what was unusable as JSON."))
def import_(file: Path, into: Path | None, wanted: str | None, *, as_json: bool) -> None:
    """Import OGP's commitments data."""
    found = _read(file)
    plans = plans_of(found.rows)
    if wanted:
        plans = tuple(one for one in plans if wanted in {one.ogp_id, one.id})
        if not plans:
            text = say("--plan: {file} has no plan {id}; write an id of its column Action Plan ID")
            raise RefusedError(word(text, file=file.name, id=wanted))
    if into is not None:
        _write(plans, into)
    if as_json:
        click.echo(json.dumps(_counts(found, plans), ensure_ascii=False, indent=2))
        return
    _tell(found, plans, into)


@verb(
    "export",
    say(
        "Give out the plan in DIR, else in the programme's folder plan, as JSON, as OGP's CSV, or "
        "on the form of an OGP template, filled: as DOCX and as PDF."
    ),
)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@choice("--csv", "as_csv", is_flag=True, text=say("As OGP's CSV, with its columns."))
@choice(
    "--out", type=click.Path(path_type=Path), metavar="FILE", text=say("Where to; else printed.")
)
@choice(
    "--docx",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    text=say("Write the filled form there, for word processors."),
)
@choice(
    "--pdf",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    text=say("Write the filled form there as PDF."),
)
@choice(
    "--template",
    type=click.Choice(list(TEMPLATES)),
    text=say("By the year from which the form held; else the plan's own, else 2022."),
)
@click.pass_context
def export_(
    ctx: click.Context,
    /,
    folder: Path | None,
    **asked: Any,  # noqa: ANN401  click's
) -> None:
    """Export a plan."""
    place = folder or home(ctx) / FOLDER
    plan = parse_plan(files_of(place))
    hold_sql(plan, place.name)
    docx, pdf, out = asked["docx"], asked["pdf"], asked["out"]
    if docx or pdf:
        write_form(plan, asked["template"] or "", now(), docx=docx, pdf=pdf)
        return
    if asked["template"]:
        raise RefusedError(word(say("--template: write --docx FILE or --pdf FILE with it")))
    document = json.dumps(document_of(plan), ensure_ascii=False, indent=2)
    text = _csv(plan) if asked["as_csv"] else document + "\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, "utf-8", newline="")


def _spoken(fault: Fault) -> str:
    write = word(fault.write, **fault.values)
    facts = {"where": fault.where, "name": fault.name, "found": fault.found}
    return word(fault.text, write=write, **facts)


def _read(file: Path) -> Commitments:
    data = readable(file).read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        told = say("{path}: not UTF-8 at byte {byte}; save it as UTF-8")
        raise RefusedError(word(told, path=file, byte=error.start)) from error
    return read_commitments(io.StringIO(text, newline=""))


def _write(plans: Sequence[Plan], into: Path) -> None:
    """Write plans into a folder that holds none yet.

    :raises RefusedError: when a file is there already
    """
    for plan in plans:
        place = into if len(plans) == 1 else into / plan.id
        if place.exists() and any(place.glob("*.md")):
            text = say("{folder}: files are there already; write another folder with --into")
            raise RefusedError(word(text, folder=place))
        folder_for(place, "--into")
        for name, content in render_plan(plan).items():
            (place / name).write_text(content, "utf-8")


def _counts(found: Commitments, plans: Sequence[Plan]) -> dict[str, Any]:
    """Count what was read, what was not there, and what could not be used; ND is no NR."""
    rows = {one.coded[ID] for plan in plans for one in plan.commitments}
    taken = [row for row in found.rows if row.id in rows]
    unusable = [one for one in found.unusable if one.row in rows]
    return {
        "commitments": len(taken),
        "plans": len(plans),
        "columns": len(found.columns),
        "unknown_columns": list(found.unknown),
        "missing_columns": list(found.missing),
        "dates": {
            column: _dates(column, [row.start if start else row.end for row in taken], unusable)
            for column, start in (("Start Date", True), ("End Date", False))
            if column in found.columns
        },
        "codes": {
            column: dict(sorted(Counter(_code(row.codes, column) for row in taken).items()))
            for column, kind in columns().items()
            if kind.startswith("code:") and column in found.columns
        },
        "stars": {
            "until_2015": sum(row.star_until_2015.given for row in taken),
            "since_2015": sum(row.star_since_2015().given for row in taken),
        },
        "unusable": [
            {
                "commitment": one.row,
                "line": one.line,
                "column": one.column,
                "found": one.found,
                "why": one.why,
            }
            for one in unusable
        ],
    }


def _dates(column: str, read: Sequence[object], unusable: Iterable[Unusable]) -> dict[str, int]:
    wrong = sum(one.column == column for one in unusable)
    known = sum(one is not None for one in read)
    return {"read": known, "missing": len(read) - known - wrong, "unusable": wrong}


def _code(codes: Any, column: str) -> str:  # noqa: ANN401 - a mapping to codes and sentinels
    code = codes.get(column)
    return "unusable" if code is None else code.value if isinstance(code, Sentinel) else code


def _tell(found: Commitments, plans: Sequence[Plan], into: Path | None) -> None:
    counts = _counts(found, plans)
    text = say("{commitments} commitments of {plans} plans, {columns} columns.")
    facts = {name: number(counts[name]) for name in ("commitments", "plans", "columns")}
    click.echo(word(text, **facts))
    for name, text in (
        ("unknown_columns", say("Columns that OGP's data does not have, kept: {names}")),
        ("missing_columns", say("Columns that it has and the file has not: {names}")),
    ):
        if counts[name]:
            click.echo(word(text, names=", ".join(counts[name])))
    for column, dates in counts["dates"].items():
        text = say("{column}: {read} read, {missing} not given, {unusable} that are no date")
        click.echo(word(text, column=column, **dates))
    told = counts["unusable"]
    for one in told[:_SHOWN]:
        text = say("  line {line}, {commitment}, {column}: {why}")
        click.echo(word(text, **{k: one[k] for k in ("line", "commitment", "column", "why")}))
    if len(told) > _SHOWN:
        text = say("  and {count} more; all of them with --json")
        click.echo(word(text, count=number(len(told) - _SHOWN)))
    if into is not None:
        click.echo(word(say("Written to {folder}"), folder=into))


def _csv(plan: Plan) -> str:
    rows = rows_of(plan)
    names = list(dict.fromkeys(name for row in rows for name in row)) or list(columns())
    ordered = [name for name in columns() if name in names]
    ordered += [name for name in names if name not in ordered]
    out = io.StringIO()
    writer = csv.DictWriter(out, ordered, restval="")  # CRLF: else a CR in a cell is not quoted
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


for _one in (check_, lint, import_, export_):
    verb_.add_command(_one)
