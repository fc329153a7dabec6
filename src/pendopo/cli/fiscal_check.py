"""``pendopo fiscal check``: what is wrong with a Fiscal Data Package, held to 1.0-rc."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from django.template import Context, Engine
from django.utils import translation

from pendopo.cli.findings import show_findings, summary
from pendopo.cli.fiscal_input import package_in
from pendopo.cli.report_json import finding_json
from pendopo.cli.told import told
from pendopo.cli.verb import STOPPED, choice, verb
from pendopo.cli.words import language, number, word
from pendopo.registers.budgets.packaged import SPECIFICATION, finding_of
from pendopo.standards.fiscal.check import check
from pendopo.standards.fiscal.check_rows import check_rows
from pendopo.standards.fiscal.fault import Fault, wrong
from pendopo.standards.fiscal.read import read, version_of
from pendopo.standards.fiscal.table import PackageError
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.register import Package
from pendopo.terms.telling import plain
from pendopo.terms.wording import say

VERSION = 1


@dataclass(frozen=True, slots=True)
class Examined:
    """A package that was looked at.

    :param version: ``0.3`` or ``1.0``
    :param amounts: how many could be read
    :param found: what is wrong, each with the JSON pointer that it is about
    """

    version: str
    resources: tuple[str, ...]
    amounts: int
    found: tuple[tuple[Finding, str], ...]

    @property
    def stopped(self) -> bool:
        """Whether it does not follow the standard."""
        return any(finding.weight is Weight.STOP for finding, _ in self.found)


@verb(
    "check",
    say(
        "Check PACKAGE against Fiscal Data Package 1.0-rc: its descriptor, the ColumnTypes, what "
        "is normalized, and every cell of its files against its field. PACKAGE is a folder, a ZIP "
        "archive, or a datapackage.json. Exits with 1 when a finding is a stop, or with --strict "
        "also when one is a warning."
    ),
)
@click.argument("package", metavar="PACKAGE", type=click.Path(path_type=Path))
@choice(
    "--encoding",
    default="",
    metavar="NAME",
    text=say("Its character encoding, where a finding asks for it: windows-1252, utf-16."),
)
@choice("--json", "as_json", is_flag=True, text=say("Print the report as JSON."))
@choice(
    "--html", type=click.Path(path_type=Path), text=say("Write the report as a page of its own.")
)
@choice("--strict", is_flag=True, text=say("Exit with 1 when there is a warning, too."))
def check_(package: Path, encoding: str, html: Path | None, *, as_json: bool, strict: bool) -> None:
    """Check a package and show what was found."""
    heard: list[Finding] = []
    with tempfile.TemporaryDirectory(prefix="pendopo-") as work:
        given = package_in(package, Path(work), heard.append, encoding)
        examined = _examined(given, heard)
    name = plain(package.resolve().name)
    if html:
        html.write_text(_page(name, examined), "utf-8")
    if as_json:
        click.echo(json.dumps(_report(name, examined), indent=2, ensure_ascii=False))
    else:
        _show(name, examined)
    warned = any(finding.weight is Weight.WARN for finding, _ in examined.found)
    sys.exit(STOPPED if examined.stopped or (strict and warned) else 0)


def _examined(package: Package | None, heard: Sequence[Finding]) -> Examined:
    if package is None:
        return Examined("", (), 0, tuple((one, "") for one in heard))
    descriptor = package.descriptor
    faults = [*check(descriptor), *check_rows(descriptor, package.texts)]
    found = [(finding_of(one, Weight.STOP), one.pointer) for one in faults]
    amounts = 0
    try:
        for _row in read(descriptor, package.texts, as_written=True):
            amounts += 1
    except PackageError as error:
        if not faults:
            found.append((finding_of(_unread(error), Weight.STOP), ""))
    # What was told while the files were decoded, each once: they are opened more than once.
    found += [(one, "") for one in _once(heard)]
    return Examined(version_of(descriptor), tuple(_names(descriptor)), amounts, tuple(found))


def _once(heard: Sequence[Finding]) -> Iterator[Finding]:
    seen: list[Finding] = []
    for one in heard:
        if one not in seen:
            seen.append(one)
            yield one


def _unread(error: PackageError) -> Fault:
    return wrong("", "", say("The package cannot be read: {error}"), **error.told())


def _names(descriptor: Any) -> Iterator[str]:  # noqa: ANN401  JSON
    resources = descriptor.get("resources")
    for one in resources if isinstance(resources, list) else ():
        if isinstance(one, dict):
            yield plain(str(one.get("name", "-")))


def _report(name: str, examined: Examined) -> dict[str, Any]:
    weights = [finding.weight for finding, _ in examined.found]
    return {
        "v": VERSION,
        "file": name,
        "stopped": examined.stopped,
        "held_to": SPECIFICATION["1.0"],
        "version": examined.version,
        "resources": list(examined.resources),
        "amounts": examined.amounts,
        "stops": weights.count(Weight.STOP),
        "warnings": weights.count(Weight.WARN),
        "notes": weights.count(Weight.NOTE),
        "findings": [
            finding_json(finding) | {"pointer": pointer} for finding, pointer in examined.found
        ],
    }


def _show(name: str, examined: Examined) -> None:
    click.secho(name, bold=True)
    if examined.version:
        text = say("  version {version}: {resources} files, {amounts} amounts")
        facts = {"resources": number(len(examined.resources)), "amounts": number(examined.amounts)}
        click.echo(word(text, version=examined.version, **facts))
    findings = [finding for finding, _ in examined.found]
    show_findings(findings)
    click.echo(summary(findings))


def _page(name: str, examined: Examined) -> str:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.web.settings")
    import_module("django").setup()
    engine = Engine(dirs=[str(Path(__file__).parent)], builtins=["django.templatetags.i18n"])
    findings = [finding for finding, _ in examined.found]
    facts = {
        "language": language(),
        "name": name,
        "summary": summary(findings),
        "findings": told(findings),
        "examined": examined,
        "amounts": number(examined.amounts),
    }
    with translation.override(language()):
        return engine.get_template("fiscal.html").render(Context(facts))
