"""``pendopo ocds check``: what is wrong in a file of open contracting data."""

import json
import sys
from pathlib import Path

import click

from pendopo.cli.findings import show_findings, summary
from pendopo.cli.report_json import finding_json
from pendopo.cli.told import plain
from pendopo.cli.verb import STOPPED, choice, readable, verb
from pendopo.registers.contracts.read import read
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.register import Source
from pendopo.terms.wording import say


@verb(
    "check",
    say("Check FILE against OCDS. Prints every finding; exits with 1 when one of them is a stop."),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@choice("--json", "as_json", is_flag=True, text=say("Print the report as JSON."))
def check_(file: Path, *, as_json: bool) -> None:
    """Check a file and show what was found."""
    with readable(file).open("rb") as stream:
        given = read(Source(file.name, document=stream))
        findings = [one for one in given if isinstance(one, Finding)]
    if as_json:
        told = {"file": file.name, "findings": [finding_json(one) for one in findings]}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        click.secho(plain(file.name), bold=True)
        show_findings(findings)
        click.echo(summary(findings))
    sys.exit(STOPPED if any(one.weight is Weight.STOP for one in findings) else 0)
