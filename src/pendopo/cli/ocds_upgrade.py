"""``pendopo ocds upgrade``: data of OCDS 1.0 in the form of 1.1."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from pendopo.cli.findings import show_findings
from pendopo.cli.ocds_file import release_schema_in
from pendopo.cli.ocds_input import opened, piped
from pendopo.cli.verb import STOPPED, choice, verb, write_whole
from pendopo.cli.words import number, word
from pendopo.standards.ocds.exact import JsonError, dump
from pendopo.standards.ocds.reading import Read, read_releases
from pendopo.standards.ocds.upgrade import Upgrade, is_old
from pendopo.terms.finding import Finding
from pendopo.terms.wording import say


@verb(
    "upgrade",
    say(
        "Write FILE in the form of OCDS 1.1, whatever form of JSON it has. What is of 1.1 stays as "
        "it is; numbers keep every digit. Merge before you upgrade: the two versions merge lists "
        "of suppliers differently."
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
    text=say(
        "The release schema that says what kind the fields of tables are; else that of OCDS 1.1.5."
    ),
)
@choice("--out", type=click.Path(path_type=Path), text=say("Where to write it; else on screen."))
@choice(
    "--all-parties",
    is_flag=True,
    text=say("Put payers and payees into the parties too, which ocdskit does not do."),
)
def upgrade_(
    file: Path, encoding: str, schema: Path | None, out: Path | None, *, all_parties: bool
) -> None:
    """Upgrade a file."""
    held = release_schema_in(schema) if schema else None
    told: list[Finding] = []
    broken: list[JsonError] = []
    deep: list[int] = []
    upgrade = Upgrade(all_parties)
    with tempfile.TemporaryDirectory(prefix="pendopo-") as work:
        given = opened(piped(file, Path(work)), Path(work), told.append, encoding, held)
        if given:
            with given.stream() as stream:
                read = read_releases(
                    stream, given.name, exact=True, whole=True, broken=broken.append
                )
                _write(_texts(read, upgrade, deep.append), out)
    show_findings(told, err=True)
    for ocid, party, role in upgrade.differing:
        text = say("{ocid}: the party {id} is told of in two ways; as {role} it was left out.")
        click.echo(word(text, ocid=ocid, id=party, role=role), err=True)
    for error in broken:
        text = say("{file}: not JSON at {place}")
        click.echo(word(text, file=file.name, place=error), err=True)
    for line in deep:
        text = say("{file}: line {line}: nested too deep, left out; write fewer levels")
        click.echo(word(text, file=file.name, line=line), err=True)
    if out:
        text = say("{path}: {releases} releases upgraded.")
        click.echo(word(text, path=out, releases=number(upgrade.upgraded)))
    sys.exit(0 if given and not broken and not deep else STOPPED)


def _write(texts: Iterator[str], out: Path | None) -> None:
    """Write to a file, or to standard output as bytes, so that every letter is UTF-8 there too."""
    data = (text.encode() for text in texts)
    if out:
        write_whole(out, data)
    else:
        for one in data:
            click.echo(one, nl=False)


def _texts(given: Iterator[Read], upgrade: Upgrade, deep: Callable[[int], None]) -> Iterator[str]:
    """Give the text of what was upgraded, in the form that it had.

    :param deep: is told the line of what is nested too deep to be written, which is left out
    """
    long: _Long | None = None
    for read in given:
        if long and (not read.pointer or not long.goes_on(read)):
            yield long.end()
            long = None
        if read.pointer and long is None:
            long = _Long(read)
            yield long.begin(read, upgrade)
        try:
            made = long.upgraded(read, upgrade) if long else upgrade.document(read.value)
            text = dump(made)
        except (RecursionError, ValueError):
            deep(read.line)
            continue
        if long is None:
            yield text + "\n"
        else:
            yield long.separated(text)
    if long:
        yield long.end()


class _Long:
    """A package or a list that is too long to be held: its parts are written as they come."""

    def __init__(self, read: Read) -> None:
        self._package = read.package
        self._written: set[str] = set()
        self._between = ""
        self._name = read.pointer.split("/")[1] if read.package.kind else ""
        self._old = _is_old(read)

    def goes_on(self, read: Read) -> bool:
        """Tell whether a part is one of it."""
        first = read.pointer.endswith("/0") and not self._name
        return not first and read.package is self._package

    def begin(self, read: Read, upgrade: Upgrade) -> str:
        """Give what stands before the first part."""
        if not self._name:
            return "["
        meta = read.package.meta
        head = upgrade.head(meta) if self._old else dict(meta)
        self._written = {*head, *meta}
        text = dump(head)
        return f"{text[:-1]}{',' * bool(head)}{dump(self._name)}:["

    def upgraded(self, read: Read, upgrade: Upgrade) -> object:
        """Give a part in 1.1."""
        if not self._name:
            return upgrade.document(read.value)
        return upgrade.part(read.value) if self._old else read.value

    def separated(self, text: str) -> str:
        """Give a part's text behind what parts it from the one before."""
        between, self._between = self._between, ","
        return between + text

    def end(self) -> str:
        """Give what stands behind the last part."""
        if not self._name:
            return "]\n"
        behind = {k: one for k, one in self._package.meta.items() if k not in self._written}
        return "]" + (f",{dump(behind)[1:-1]}" if behind else "") + "}\n"


def _is_old(read: Read) -> bool:
    return bool(read.package.kind) and is_old(read.package.version)
