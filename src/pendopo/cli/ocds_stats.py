"""``pendopo ocds stats``: what is in a file of open contracting data."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from pendopo.cli.findings import show_findings
from pendopo.cli.ocds_file import release_schema_in
from pendopo.cli.ocds_input import opened, piped
from pendopo.cli.verb import STOPPED, choice, verb
from pendopo.cli.words import number, word
from pendopo.standards.ocds.exact import JsonError
from pendopo.standards.ocds.facts import release_schema
from pendopo.standards.ocds.flat.kinds import kinds_of
from pendopo.standards.ocds.package import is_bare_record, is_linked
from pendopo.standards.ocds.reading import read_releases
from pendopo.standards.ocds.stats import Stats
from pendopo.terms.finding import Finding
from pendopo.terms.telling import plain
from pendopo.terms.wording import say

_COUNTS = {
    "releases": say("Releases"),
    "processes": say("Processes"),
    "buyers": say("Buyers"),
    "items": say("Items of tenders"),
    "tenderers": say("Tenderers"),
    "documents": say("Documents of tenders"),
    "awards": say("Awards"),
    "suppliers": say("Suppliers of awards"),
    "contracts": say("Contracts"),
    "transactions": say("Payments"),
}


@verb(
    "stats",
    say(
        "Say what is in FILE: releases, processes, buyers, awards and contracts, dates, tags, "
        "currencies, and how often each field is filled."
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@choice(
    "--encoding",
    default="",
    metavar="NAME",
    text=say("Its character encoding, where a finding asks for it: windows-1252, utf-16."),
)
@choice(
    "--schema",
    metavar="FILE",
    type=click.Path(path_type=Path),
    text=say("The release schema that says which fields there are; else that of OCDS 1.1.5."),
)
@choice("--json", "as_json", is_flag=True, text=say("Print it as JSON."))
@choice("--fields", is_flag=True, text=say("List every field, too."))
def stats_(file: Path, encoding: str, schema: Path | None, *, as_json: bool, fields: bool) -> None:
    """Count and show."""
    held = release_schema_in(schema) if schema else release_schema()
    told: list[Finding] = []
    broken: list[JsonError] = []
    stats = Stats()
    with tempfile.TemporaryDirectory(prefix="pendopo-") as work:
        given = opened(piped(file, Path(work)), Path(work), told.append, encoding, held)
        if given:
            with given.stream() as stream:
                for read in read_releases(stream, given.name, broken=broken.append):
                    if _is_release(read.value):
                        stats.add(read.value)
    show_findings(told, err=True)
    for error in broken:
        text = say("{file}: not JSON at {place}")
        click.echo(word(text, file=file.name, place=error), err=True)
    found = stats.summary(kinds_of(held))
    if as_json:
        click.echo(json.dumps({"v": 1, "file": file.name, **found}, indent=2, ensure_ascii=False))
    elif given:
        _show(file.name, found, fields=fields)
    sys.exit(0 if given and not broken else STOPPED)


def _is_release(value: object) -> bool:
    return isinstance(value, dict) and not is_bare_record(value) and not is_linked(value)


def _show(name: str, found: dict[str, Any], *, fields: bool) -> None:
    click.secho(plain(name), bold=True)
    rows = [(word(title), number(found[key])) for key, title in _COUNTS.items()]
    filled = {name: number(found[name]) for name in ("schema_fields_filled", "schema_fields")}
    text = say("{schema_fields_filled} of {schema_fields}")
    rows += [(word(say("Fields of the schema that are filled")), word(text, **filled))]
    rows += [(word(say("Dates")), _dates(found))]
    rows += [(word(say("Without a date")), number(found["undated"]))] * bool(found["undated"])
    rows += [(word(say("Tags")), _listed(found["tags"]))]
    rows += [(word(say("Currencies")), _listed(found["currencies"]))]
    width = max(len(title) for title, _ in rows)
    for title, value in rows:
        click.echo(f"  {title:{width}}  {plain(value)}")
    if fields:
        wide = max((len(field) for field in found["fields"]), default=0)
        for field, many in found["fields"].items():
            click.echo(f"  {plain(field):{wide}}  {number(many):>12}")


def _dates(found: dict[str, Any]) -> str:
    if not found["first"]:
        return "-"
    return word(say("{first} to {last}"), first=found["first"], last=found["last"])


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{code} {number(many)}" for code, many in counts.items()) or "-"
