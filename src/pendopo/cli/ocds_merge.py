"""``pendopo ocds merge``: the releases of each process merged, as JSON Lines."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO

import click

from pendopo.cli.ocds_file import opened, release_schema_in
from pendopo.cli.ocds_options import declared_extensions
from pendopo.cli.verb import STOPPED, choice, verb
from pendopo.cli.words import number, word
from pendopo.standards.ocds.differences import ABSENT, Difference
from pendopo.standards.ocds.exact import JsonError, dump
from pendopo.standards.ocds.extension import Extension, merged, profile_of
from pendopo.standards.ocds.facts import VERSION, release_schema
from pendopo.standards.ocds.merge import Form, Merged, MergeError, Merging, Unmerged, in_order
from pendopo.standards.ocds.package import is_bare_record, is_linked
from pendopo.standards.ocds.reading import Package, Read, read_releases
from pendopo.standards.ocds.reading.index import Index
from pendopo.standards.ocds.rules import rules_of
from pendopo.terms.telling import plain
from pendopo.terms.wording import say

_SHOWN = 20
_NO_OCID = say("a release without an ocid; write one")
_NO_OBJECT = say("no object stands where a release belongs")
_LINKED = say("a release is only linked, and addresses are not fetched; write the release itself")
_MERGED_ALREADY = say("a record without releases; write the releases it was made from")
_NO_JSON = say("this is not JSON: {error}")

Released = list[tuple[int, dict[str, Any]]]


@verb(
    "merge",
    say(
        "Merge the releases in each FILE by ocid and print compiled releases as JSON Lines, "
        "processes in the order in which they first appear. A process whose releases contradict "
        "each other is named and left out; the exit code is 1 when anything was left out."
    ),
)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
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
    text=say("The release schema that says how fields merge; else that of OCDS 1.1.5."),
)
@choice(
    "--extension",
    "extensions",
    multiple=True,
    metavar="NAME",
    text=say("An extension that its data use, by the registry's name, or a folder that holds one."),
)
@choice("--versioned", is_flag=True, text=say("Print versioned releases: every value there was."))
@choice(
    "--record",
    is_flag=True,
    text=say("Print records: the releases, oldest first, and what they merge into."),
)
@choice(
    "--like-reference",
    is_flag=True,
    text=say("Merge as the reference library does where it leaves the specification."),
)
@choice(
    "--report",
    metavar="FILE",
    type=click.Path(path_type=Path),
    text=say("Write there, as JSON Lines, everything that was met: differences, notes, faults."),
)
def merge_(
    files: tuple[Path, ...],
    schema: Path | None,
    extensions: tuple[str, ...],
    report: Path | None,
    *,
    encoding: str,
    versioned: bool,
    record: bool,
    like_reference: bool,
) -> None:
    """Merge files."""
    own = release_schema_in(schema) if schema else None
    declared = declared_extensions(extensions)
    printed = sys.stdout.buffer
    kinds = _patched(own or release_schema(), declared)
    with opened(files, encoding, kinds) as (stream, name), ExitStack() as closing:
        written = report.open("w", encoding="utf-8") if report else None
        met = _Met(closing.enter_context(written) if written else None)
        index, named = _indexed(stream, name, met)
        # A schema of one's own is whole; else the extensions at hand that the packages name hold.
        known = profile_of(VERSION, () if own else named, declared)
        rules = rules_of(_patched(own, declared) if own else known.schema)
        shape = _Shape(Merging(rules, like_reference=like_reference), versioned, record)
        for line in _lines(index.processes(stream, exact=True, broken=met.unread), shape, met):
            printed.write(line)
        printed.flush()
    met.tell()
    nothing = not len(index) and not met.left_out
    if nothing:
        text = say("There is no release in it: nothing was merged. Write releases, or a package.")
        click.echo(word(text), err=True)
    sys.exit(STOPPED if met.left_out or nothing else 0)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is printed of a process."""

    merging: Merging
    versioned: bool
    record: bool

    def of(self, ocid: str, releases: Sequence[dict[str, Any]]) -> tuple[Merged, dict[str, Any]]:
        """Merge the releases of a process.

        :returns: what was merged, and what is printed
        :raises MergeError: when they cannot be
        """
        versioned = self.merging.merge(releases, Form.VERSIONED) if self.versioned else None
        if not self.record:
            merged = versioned or self.merging.merge(releases)
            return merged, merged.release
        merged = self.merging.merge(releases)
        ordered = [releases[place] for place in in_order(releases)]
        made = {"ocid": ocid, "releases": ordered, "compiledRelease": merged.release}
        if versioned:
            made["versionedRelease"] = versioned.release
        return merged, made


@dataclass(slots=True)
class _Met:
    """What was met while merging: told at the end, and written to a report when asked.

    :param report: JSON Lines, one object for everything met
    """

    report: IO[str] | None
    left_out: int = 0
    _lines: list[str] = field(default_factory=list)
    _clauses: Counter[str] = field(default_factory=Counter)
    _more: int = 0

    def out(self, reason: str, **where: Any) -> None:  # noqa: ANN401 - JSON holds anything
        """Note what is left out."""
        self.left_out += 1
        at = str(where.get("ocid") or word(say("line {line}"), line=where.get("line")))
        self._line(f"{at}: {reason}")
        self._write({"kind": "left out", **where, "reason": reason})

    def unread(self, ocid: str, error: JsonError) -> None:
        """Note a process with a number or a nesting that cannot be held."""
        self.out(word(_NO_JSON, error=error.near), ocid=ocid)

    def merged(self, ocid: str, merged: Merged) -> None:
        """Note what was met in a process."""
        for note in merged.notes.told():
            self._write({"kind": "note", "ocid": ocid, "note": note})
        self.differ(ocid, merged.differences)

    def differ(self, ocid: str, differences: Sequence[Difference]) -> None:
        """Note where the specification and the reference library part."""
        by_clause: dict[str, list[str]] = {}
        for one in differences:
            by_clause.setdefault(one.clause.value, []).append(one.pointer or "/")
            self._write(_told(ocid, one))
        for clause, pointers in by_clause.items():
            self._clauses[clause] += 1
            self._line(f"{ocid}: {clause}: {', '.join(pointers)}")

    def tell(self) -> None:
        """Tell what was met on standard error."""
        for line in self._lines:
            click.echo(plain(line), err=True)
        if self._more:
            text = say("and {number} more; --report FILE writes them all")
            click.echo(word(text, number=number(self._more)), err=True)
        if self.left_out:
            text = say("Left out: {number}.")
            click.echo(word(text, number=number(self.left_out)), err=True)
        if self._clauses:
            parts = ", ".join(f"{clause} {many}" for clause, many in sorted(self._clauses.items()))
            text = say("The reference library merges otherwise, in processes by clause: {parts}.")
            click.echo(word(text, parts=parts), err=True)

    def _line(self, text: str) -> None:
        if len(self._lines) < _SHOWN:
            self._lines.append(text)
        else:
            self._more += 1

    def _write(self, one: dict[str, Any]) -> None:
        if self.report:
            try:
                text = dump(one)
            except ValueError:  # values nested too deep: what was met is told without them
                text = dump({name: part for name, part in one.items() if isinstance(part, str)})
            self.report.write(text + "\n")


def _told(ocid: str, one: Difference) -> dict[str, Any]:
    made = {"kind": "difference", "ocid": ocid, "clause": one.clause.value, "pointer": one.pointer}
    for name, value in (("specification", one.specified), ("reference", one.reference)):
        if isinstance(value, MergeError):
            made[f"{name}_error"] = str(value)
        elif value is not ABSENT:
            made[name] = value
    return made


def _patched(schema: dict[str, Any], declared: Sequence[Extension]) -> dict[str, Any]:
    """Give a schema with the patches of extensions."""
    for extension in declared:
        schema = merged(schema, extension.patch)
    return schema


def _indexed(stream: BinaryIO, name: str, met: _Met) -> tuple[Index, list[str]]:
    """Note where the releases of each process stand.

    :returns: the index, and the addresses of the extensions that the packages name
    """
    index = Index()
    packages: dict[int, Package] = {}

    def broken(error: JsonError) -> None:
        met.out(word(_NO_JSON, error=str(error)), line=error.line)

    for read in read_releases(stream, name, broken=broken):
        fault = _fault(read)
        if fault:
            met.out(word(fault), line=read.line, pointer=read.pointer)
        else:
            index.add(read.value["ocid"], read)
            packages.setdefault(id(read.package), read.package)
    named = (one.meta.get("extensions") for one in packages.values())
    addresses = (one for some in named if isinstance(some, list) for one in some)
    return index, list(dict.fromkeys(one for one in addresses if isinstance(one, str)))


def _fault(read: Read) -> str:
    """Say why something cannot be merged; empty when it can."""
    value = read.value
    if not isinstance(value, dict):
        return _NO_OBJECT
    if is_linked(value):
        return _LINKED
    if is_bare_record(value):
        return _MERGED_ALREADY
    return "" if isinstance(value.get("ocid"), str) and value["ocid"] else _NO_OCID


def _lines(processes: Iterator[tuple[str, Released]], shape: _Shape, met: _Met) -> Iterator[bytes]:
    """Give a line for each process that can be merged."""
    for ocid, numbered in processes:
        releases = [release for _, release in numbered]
        try:
            found, made = shape.of(ocid, releases)
            line = dump(made).encode() + b"\n"
        except Unmerged as error:
            met.out(str(error), ocid=ocid)
            met.differ(ocid, error.differences)
        except ValueError as error:
            met.out(str(error), ocid=ocid)
        else:
            met.merged(ocid, found)
            yield line
