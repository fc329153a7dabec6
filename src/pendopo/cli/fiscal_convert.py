"""``pendopo fiscal convert``: a package of either version, written anew as 1.0-rc."""

import csv
import json
import tempfile
from pathlib import Path

import click

from pendopo.cli.findings import show_findings
from pendopo.cli.fiscal_input import package_in
from pendopo.cli.verb import RefusedError, choice, folder_for, verb
from pendopo.cli.words import number, word
from pendopo.standards.fiscal.descriptor import DESCRIPTOR
from pendopo.standards.fiscal.read import read
from pendopo.standards.fiscal.table import PackageError
from pendopo.standards.fiscal.write import column_name, rewritten
from pendopo.terms.finding import Finding
from pendopo.terms.wording import say

_FILE = "lines.csv"


@verb(
    "convert",
    say(
        "Write PACKAGE, of version 0.3 or 1.0-rc, as a package of 1.0-rc into a new folder: one "
        "row for each amount, each column named after its ColumnType. No amount is changed."
    ),
)
@click.argument("package", metavar="PACKAGE", type=click.Path(path_type=Path))
@choice(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    text=say("The folder to make."),
)
def convert_(package: Path, out: Path) -> None:
    """Convert a package and say how many amounts it has."""
    if out.exists() and any(out.iterdir() if out.is_dir() else (out,)):
        raise RefusedError(word(say("--out {path}: it is there already; name another"), path=out))
    heard: list[Finding] = []
    with tempfile.TemporaryDirectory(prefix="pendopo-") as work:
        given = package_in(package, Path(work), heard.append)
        show_findings(heard, err=True)
        if given is None:
            raise RefusedError(word(say("{path}: it cannot be read"), path=package))
        try:
            rows = [row.cells for row in read(given.descriptor, given.texts)]
        except PackageError as error:
            text, why = say("{path}: {error}"), word(error.message, **error.values)
            raise RefusedError(word(text, path=package, error=why)) from error
    types = list(dict.fromkeys(kind for row in rows for kind in row))
    folder_for(out)
    with (out / _FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column_name(kind) for kind in types])
        writer.writerows([row.get(kind, "") for kind in types] for row in rows)
    described = rewritten(given.descriptor, _FILE, types)
    text = json.dumps(described, indent=2, ensure_ascii=False)
    (out / DESCRIPTOR).write_text(text + "\n", "utf-8")
    said = say("{path}: {amounts} amounts in {columns} columns")
    click.echo(word(said, path=out, amounts=number(len(rows)), columns=len(types)))
