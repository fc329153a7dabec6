"""``pendopo ocds flatten`` and ``unflatten``: releases as tables, and tables as releases."""

import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import click

from pendopo.cli.ocds_file import opened, release_schema_in
from pendopo.cli.ocds_tables import (
    WORKBOOK,
    as_in_workbook,
    beside_line,
    beside_of,
    read_beside,
    read_rows,
    write_csv,
    write_workbook,
)
from pendopo.cli.told import sentence, what_to_write
from pendopo.cli.verb import STOPPED, RefusedError, choice, verb, write_whole
from pendopo.cli.words import number, word
from pendopo.registers.contracts.flat import NO_OCID_COLUMN
from pendopo.standards.ocds.exact import DeepError, JsonError, UnheldError, dump, may_lose_digits
from pendopo.standards.ocds.facts import release_schema
from pendopo.standards.ocds.flat.kinds import kinds_of
from pendopo.standards.ocds.flat.laying import Laying, put_together
from pendopo.standards.ocds.flat.spool import Spool
from pendopo.standards.ocds.reading import Read, exact_value, read_releases
from pendopo.standards.ocds.reading.index import Places
from pendopo.terms.telling import plain
from pendopo.terms.wording import say

_SCHEMA = say("The release schema that says what kind each field is; else that of OCDS 1.1.5.")
_CONFLICTS_SHOWN = 20
_LEVELS_MOST = 200  # which are always written


@verb(
    "flatten",
    say(
        "Write the releases in each FILE as tables: one of the releases, and one for every list in "
        "them. What cells cannot say (a null, an empty list) stands in a file beside the tables, "
        "so that unflatten gives the same releases again."
    ),
)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@choice(
    "--to",
    metavar="PLACE",
    required=True,
    type=click.Path(path_type=Path),
    text=say("A folder for CSV files, or a workbook that ends in .xlsx; it must not be there yet."),
)
@choice(
    "--encoding",
    default="",
    metavar="NAME",
    text=say("Its character encoding, where a finding asks for it: windows-1252, utf-16."),
)
@choice("--schema", metavar="FILE", type=click.Path(path_type=Path), text=_SCHEMA)
def flatten_(files: tuple[Path, ...], to: Path, schema: Path | None, encoding: str) -> None:
    """Write tables."""
    if to.exists() and not (to.is_dir() and not any(to.iterdir())):
        raise RefusedError(
            word(say("--to {place}: this is there already; write a new place"), place=to)
        )
    held = _schema(schema)
    kinds, left = kinds_of(held), list[str]()
    with opened(files, encoding, held) as (stream, name), tempfile.TemporaryFile() as file:
        spool = Spool(file)
        laying = Laying(kinds, spool.take, as_in_workbook if _is_workbook(to) else None)
        stand, meta = _lay(stream, name, laying, left)
        if left and not laying.laid:
            raise RefusedError("\n".join(left))
        for table in laying.tables:
            spool.take(table)
        _write(to, laying, spool)
        _write_beside(to, laying, stand.releases(stream, laying.again(), exact=True), meta)
    for told in left:
        click.echo(told, err=True)
    sys.exit(STOPPED if left else 0)


def _is_workbook(to: Path) -> bool:
    return to.suffix.lower() == WORKBOOK


def _lay(
    stream: BinaryIO, name: str, laying: Laying, left: list[str]
) -> tuple[Places, dict[str, Any]]:
    """Lay all releases out; give where they stand, and what stands beside those of a package.

    :param left: where those are told that cannot be written, which are left out
    """

    def broken(error: JsonError) -> None:
        if isinstance(error, UnheldError):
            left.append(_deep(error.line) if isinstance(error, DeepError) else _unheld(error))
        else:
            text = say("{error} is not JSON, left out; write it again as JSON in UTF-8")
            left.append(word(text, error=error))

    stand, meta = Places(), dict[str, Any]()
    glance = laying.quick.read if laying.quick else None
    for read in read_releases(stream, name, broken=broken, glance=glance):
        if isinstance(read.value, dict | list) and _is_deep(read):
            left.append(_deep(read.line))
            continue
        if not meta and read.package.kind == "releases":
            meta = read.package.meta
        try:
            laying.lay(read.value, read.raw, partial(exact_value, read))
        except JsonError as error:
            left.append(_unheld(error))
            continue
        stand.add(read)
    return stand, _exact_meta(stream, name) if may_lose_digits(dump(meta).encode()) else meta


def _deep(line: int) -> str:
    text = say("line {line}: nested too deep, left out; write fewer levels")
    return word(text, line=line)


def _unheld(error: JsonError) -> str:
    text = say("line {line}: a number beyond all counting, left out; write fewer digits")
    return word(text, line=error.line)


def _exact_meta(stream: BinaryIO, name: str) -> dict[str, Any]:
    """Give what stands beside the releases of a package with every digit."""
    stream.seek(0)
    packages = (read.package for read in read_releases(stream, name, exact=True))
    return next((one.meta for one in packages if one.kind == "releases" and one.meta), {})


def _write(to: Path, laying: Laying, spool: Spool) -> None:
    """Write the tables."""
    to.parent.mkdir(parents=True, exist_ok=True)
    if _is_workbook(to):
        write_workbook(to, laying.tables, spool)
    else:
        to.mkdir(exist_ok=True)
        write_csv(to, laying.tables, spool)


def _write_beside(
    to: Path, laying: Laying, again: Iterable[tuple[int, Any]], meta: Mapping[str, Any]
) -> None:
    """Write what cells cannot say into the file beside the tables.

    :param again: the releases of which something may have to stand there
    """
    with beside_of(to).open("w", encoding="utf-8") as beside:
        beside.write(beside_line(laying.about() | {"package": dict(meta)}))
        for number, release in again:
            line = laying.beside(number, release)
            if line:
                beside.write(beside_line(line))


@verb(
    "unflatten",
    say(
        "Put flattened tables together and print them as a release package. PLACE is a folder of "
        "CSV files, one such file, or a workbook; tables that other tools wrote are read too."
    ),
)
@click.argument("place", metavar="PLACE", type=click.Path(path_type=Path))
@choice("--lines", is_flag=True, text=say("Print releases as JSON Lines, without a package."))
@choice("--schema", metavar="FILE", type=click.Path(path_type=Path), text=_SCHEMA)
@choice("--out", metavar="FILE", type=click.Path(path_type=Path), text=say("Write there instead."))
def unflatten_(place: Path, schema: Path | None, out: Path | None, *, lines: bool) -> None:
    """Print the releases of tables."""
    if not place.exists():
        raise RefusedError(
            word(say("{where}: there is no such file; write the path of one"), where=place)
        )
    beside = read_beside(place)
    first = beside[0] if beside else {}
    meta: dict[str, Any] = dict(first.get("package", {}))
    headings: set[str] = set()
    rows = read_rows(place, meta, first.get("tables", ()), headings.update)
    with tempfile.TemporaryFile() as waiting:
        given, conflicts = put_together(rows, kinds_of(_schema(schema)), beside, waiting)
        releases = _begun(given)
        if not beside and "ocid" not in {one.strip() for one in headings}:
            raise RefusedError(
                f"{place}: {sentence(NO_OCID_COLUMN)} {what_to_write(NO_OCID_COLUMN)}"
            )
        parts = _parts(releases, meta, lines=lines)
        if out:
            write_whole(out, parts)
        else:
            sys.stdout.buffer.writelines(parts)
            sys.stdout.buffer.flush()
    for (ocid, release_id), at in conflicts[:_CONFLICTS_SHOWN]:
        text = say("{release}: {at}: two rows say different things; the first is taken")
        told = word(text, release=f"{ocid} {release_id}".strip(), at=at)
        click.echo(plain(told), err=True)
    if len(conflicts) > _CONFLICTS_SHOWN:
        more = number(len(conflicts) - _CONFLICTS_SHOWN)
        click.echo(word(say("and {number} more"), number=more), err=True)


def _begun(releases: Iterable[Any]) -> Iterator[Any]:
    """Read the first release, and with it the rows; give all of them."""
    left = iter(releases)
    return chain(list(islice(left, 1)), left)


def _parts(releases: Iterable[Any], meta: Mapping[str, Any], *, lines: bool) -> Iterator[bytes]:
    """Give what is printed, release by release."""
    if lines:
        yield from (dump(release).encode() + b"\n" for release in releases)
        return
    yield (dump(dict(meta))[:-1] + "," * bool(meta) + '"releases":[').encode()
    for place, release in enumerate(releases):
        yield (",\n" if place else "\n").encode() + dump(release).encode()
    yield b"\n]}\n"


def _schema(path: Path | None) -> dict[str, Any]:
    return release_schema_in(path) if path else release_schema()


def _is_deep(read: Read) -> bool:
    if read.raw.count(b"{") + read.raw.count(b"[") <= _LEVELS_MOST:
        return False
    try:
        dump(read.value)
    except ValueError:
        return True
    return False
