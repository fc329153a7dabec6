"""ZIP archives: the one table inside, found by its name and taken out; nothing else is unpacked.

No name of an archive becomes a path here. But what was handed in is published as it is, and others
will unpack it with other programs; so an archive that tries to trick them is refused.
"""

import errno
import re
import stat
import unicodedata
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath

from pendopo.stages.intake.describing import describes
from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.refused import RefusedError
from pendopo.stages.intake.unpacking import (
    BROKEN,
    bytes_most,
    copy,
    damaged,
    too_large,
)
from pendopo.stages.intake.unread import HarmfulError, look_through
from pendopo.stages.intake.zip_directory import MEMBERS_MOST, TooManyError, open_archive
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

TABLE_SUFFIXES = (
    *(".csv", ".tsv", ".tab", ".psv", ".xlsx", ".xlsm", ".ods", ".xls"),
    *(".json", ".jsonl", ".ndjson", ".geojson"),
)
_TEXT_SUFFIX = ".txt"
_CSV = ".csv"
_NAMES_SHOWN = 12
_HEADER_BYTES = 30  # of a member, before its name
_ENCRYPTED = 1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
# What operating systems leave behind, nobody's data.
_LEFTOVERS = re.compile(
    r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\.~lock\.)", re.IGNORECASE
)
_JOINERS = {"\u200c", "\u200d"}  # which Persian and the languages of India need
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE)
_END, _END_BYTES = b"PK\x05\x06", 22  # ZIP application note, 4.3.16
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class _Export:
    """A program whose exports are archives of many tables, known by their names."""

    program: str
    table: re.Pattern[str]
    tables_least: int


_EXPORTS = (
    # Village accounts, a ZIP of its database's tables (OpenSID reads the same).
    _Export("Siskeudes", re.compile(r"(Ta|Ref)_[A-Za-z0-9_]+\.csv", re.IGNORECASE), 3),
)


def unpack_archive(path: Path, wanted: str, folder: Path, tell: Tell) -> tuple[str, Path, bool]:
    """Take the table out of an archive.

    :param wanted: the name of the file to take, or of a sheet of the one workbook inside; empty to
        find it
    :param folder: where the unpacked file is put
    :returns: the name of the member, the file, and whether ``wanted`` was what chose it
    :raises RefusedError: with the finding that says why it is not read
    """
    with opened(path) as archive:
        members = inspected(archive)
        chosen, by_name = _chosen(members, wanted)
        others = [m for m in archive.infolist() if m is not chosen and not m.is_dir()]
        look_through(path, archive, others)
        if len(members) > 1:
            tell(_not_read(chosen, members))
        name = PurePosixPath(path_of(chosen)).name
        target = folder / f"unpacked{_suffix(name)}"
        with archive.open(chosen) as stream:
            copy(stream, target, chosen.compress_size)
    return name, target, by_name


def unpack_tables(
    path: Path, folder: Path, tell: Tell, endings: Collection[str] = (_CSV,)
) -> list[tuple[str, Path]]:
    """Take all CSV files out of an archive that holds several and no other table.

    :param tell: is given which files were left out
    :param endings: those of the files that are taken, where they are others
    :returns: the path of each in the archive, and the file; nothing for another archive
    :raises RefusedError: with the finding that says why it is not read
    """
    with opened(path) as archive:
        members = inspected(archive)
        tables = _tables(members)
        if len(tables) <= 1 or any(_suffix(path_of(one)) not in endings for one in tables):
            return []
        return take(path, archive, members, tables, (folder, tell))


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive; what is wrong with it is refused in words.

    :raises RefusedError: with the finding that says why it is not read
    """
    try:
        with open_archive(path) as archive:
            _check_ends(path, archive)
            yield archive
    except HarmfulError as error:
        raise _hostile(error.message, found=path_of(error.member)) from None
    except TooManyError:
        raise _hostile(
            say("The archive holds too many files; at most {most} are taken."), most=MEMBERS_MOST
        ) from None
    except (*BROKEN, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise damaged("ZIP", error) from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise  # of the machine, not of a place that the directory names and the file lacks
        raise damaged("ZIP", error) from error


def take(
    path: Path,
    archive: zipfile.ZipFile,
    members: Sequence[zipfile.ZipInfo],
    chosen: Sequence[zipfile.ZipInfo],
    to: tuple[Path, Tell],
) -> list[tuple[str, Path]]:
    """Take some files out of an archive, and look through the others.

    :param members: all that is no leftover
    :param to: the folder where they are put, and what is told which were left out
    :returns: the path of each in the archive, and the file
    """
    folder, tell = to
    rest = [m for m in archive.infolist() if m not in chosen and not m.is_dir()]
    look_through(path, archive, rest)
    if sum(one.file_size for one in chosen) > bytes_most():
        raise too_large(bytes_most())
    if left := [one for one in members if one not in chosen]:
        tell(_left_out(left))
    return [_taken(archive, one, folder, place) for place, one in enumerate(chosen)]


def _taken(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, place: int
) -> tuple[str, Path]:
    target = folder / f"unpacked-{place}{_suffix(path_of(member))}"
    with archive.open(readable_member(member)) as stream:
        copy(stream, target, member.compress_size)
    return path_of(member), target


def _check_ends(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse an archive that begins or ends as another file: two programs would read two things."""
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, _END_BYTES + len(archive.comment)), 2)
        whole = file.read(len(_END)) == _END
    first = min((member.header_offset for member in archive.infolist()), default=0)
    if first or not whole:
        raise _hostile(say("The archive has other bytes before or behind it."))


def inspected(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Give the files of an archive in which nothing is amiss.

    :raises RefusedError: at the first thing that is
    """
    members = archive.infolist()
    for member in members:
        _check_name(member)
        _check_kind(member)
    _check_places(members)
    names = [unicodedata.normalize("NFC", path_of(member)).casefold() for member in members]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise _hostile(say("The archive holds two files of one name: {found}."), found=twice)
    return [
        member
        for member in members
        if not path_of(member).endswith("/") and not _LEFTOVERS.search(path_of(member))
    ]


def path_of(member: zipfile.ZipInfo) -> str:
    """Give a member's path; some programs for Windows write it with backslashes."""
    return member.orig_filename.replace("\\", "/")


def _check_name(member: zipfile.ZipInfo) -> None:
    path = path_of(member)
    if not path:
        raise _hostile(say("The archive holds a file without a name."))
    if path.startswith("/") or _DRIVE.match(path) or ".." in PurePosixPath(path).parts:
        raise _hostile(
            say("The archive holds a file that would be put outside it: {found}."), found=path
        )
    if any(_on_windows(part) for part in path.rstrip("/").split("/")):
        raise _hostile(
            say("The archive holds a file whose name means something else to Windows: {found}."),
            found=path,
        )
    # Controls and marks that turn the direction of writing: a name that is not what it shows.
    hidden = {letter for letter in path if unicodedata.category(letter) in {"Cc", "Cf"}}
    if hidden - _JOINERS:
        raise _hostile(
            say("The archive holds a file whose name hides letters: {found}."),
            found=ascii(path)[1:-1],
        )


def _on_windows(part: str) -> bool:
    """Tell whether Windows takes a name for a device, or writes it as another one."""
    if part == ".":
        return False
    return ":" in part or part.endswith((".", " ")) or _DEVICE.fullmatch(part) is not None


def _check_kind(member: zipfile.ZipInfo) -> None:
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise _hostile(
            say("The archive holds a link or a device, not a file: {found}."), found=path_of(member)
        )
    if member.flag_bits & _ENCRYPTED:
        raise RefusedError(
            Finding(
                "packing_is_open",
                Weight.STOP,
                say("The archive is protected by a password."),
                write=say("Pack it anew without a password, or hand in the table as it is."),
            )
        )


def _check_places(members: Iterable[zipfile.ZipInfo]) -> None:
    """Refuse members that share bytes, by which a small archive unpacks to a huge one."""
    placed = sorted((member.header_offset, member.compress_size) for member in members)
    for (offset, size), (following, _) in pairwise(placed):
        if offset + _HEADER_BYTES + size > following:
            raise _hostile(say("Files of the archive lie one over the other."))


def _chosen(members: Sequence[zipfile.ZipInfo], wanted: str) -> tuple[zipfile.ZipInfo, bool]:
    """Choose the member to read.

    :returns: it, and whether it was named
    :raises RefusedError: when none or several may be meant
    """
    named = _named(members, wanted)
    if named:
        return readable_member(named), True
    tables = _tables(members)
    if len(tables) > 1:
        raise _several(tables, wanted)
    if not tables:
        raise RefusedError(
            Finding(
                "archive_has_one_table",
                Weight.STOP,
                say("The archive holds no table; it holds {files}.")
                if members
                else say("The archive is empty."),
                {"files": _listed(members)},
                say("Pack one table into it, as CSV or XLSX, or hand in the table as it is."),
            )
        )
    return readable_member(tables[0]), False


def readable_member(member: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Hold a member to be packed in a known way, and no larger than is taken."""
    if member.compress_type not in _METHODS:
        raise RefusedError(
            Finding(
                "packing_is_known",
                Weight.STOP,
                say("{file} is packed into the archive in a way that is not read here."),
                {"file": path_of(member)},
                say("Pack it anew as an ordinary ZIP (Deflate), or hand in the table as it is."),
            )
        )
    if member.file_size > bytes_most():
        raise too_large(bytes_most())
    return member


def _named(members: Sequence[zipfile.ZipInfo], wanted: str) -> zipfile.ZipInfo | None:
    """Find a member by its path, or by its name where only one has it."""
    if not wanted:
        return None
    whole = [member for member in members if path_of(member) == wanted]
    last = [member for member in members if PurePosixPath(path_of(member)).name == wanted]
    if whole:
        return whole[0]
    return last[0] if len(last) == 1 else None


def _tables(members: Sequence[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Give the members that are tables by their names, else those that may be."""
    names = {_name(member) for member in members}
    known = names | {PurePosixPath(name).stem for name in names}
    telling = [member for member in members if not describes(_name(member), known)]
    for suffixes in (TABLE_SUFFIXES, (_TEXT_SUFFIX,)):
        found = [member for member in telling if _suffix(path_of(member)) in suffixes]
        if found:
            return found
    return telling if len(telling) == 1 else []


def _name(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(path_of(member)).name.casefold()


def _suffix(path: str) -> str:
    """Give a name's ending, where it is one that we know: nothing else may reach the disk."""
    found = PurePosixPath(path).suffix.lower()
    return found if found in {*TABLE_SUFFIXES, _TEXT_SUFFIX} else ""


def _several(tables: Sequence[zipfile.ZipInfo], wanted: str) -> RefusedError:
    names = [PurePosixPath(path_of(member)).name for member in tables]
    if wanted:
        return RefusedError(
            Finding(
                "sheet_exists",
                Weight.STOP,
                say("The archive has no table called {sheet}; it has {files}."),
                {"sheet": wanted, "files": _listed(tables)},
                say("Name one of its files."),
            )
        )
    for export in _EXPORTS:
        known = [name for name in names if export.table.fullmatch(name)]
        if len(known) >= export.tables_least:
            return _one_of_an_export(export, tables, known)
    return RefusedError(
        Finding(
            "archive_has_one_table",
            Weight.STOP,
            say("The archive holds {count} tables: {files}."),
            {"count": str(len(tables)), "files": _listed(tables)},
            say("Name the one to read (--sheet), or hand in each as a dataset of its own."),
        )
    )


def _one_of_an_export(
    export: _Export, tables: Sequence[zipfile.ZipInfo], known: Sequence[str]
) -> RefusedError:
    return RefusedError(
        Finding(
            "archive_has_one_table",
            Weight.STOP,
            say("The archive is an export of {program} with {count} tables: {files}."),
            {
                "program": export.program,
                "count": str(len(known)),
                "files": _listed(tables),
                "example": known[0],
            },
            say(
                "The register datasets takes one table of it: name it (--sheet), such as "
                "{example}. No register takes the whole export yet."
            ),
        )
    )


def _not_read(read: zipfile.ZipInfo, members: Sequence[zipfile.ZipInfo]) -> Finding:
    others = [member for member in members if member is not read]
    return Finding(
        "archive_has_one_table",
        Weight.NOTE,
        say("Of the archive, only {file} was read; these were not: {others}."),
        {"file": path_of(read), "others": _listed(others)},
    )


def _left_out(members: Sequence[zipfile.ZipInfo]) -> Finding:
    return Finding(
        "archive_is_read_as_one",
        Weight.NOTE,
        say("Of the archive, these files were not read: {others}."),
        {"others": _listed(members)},
    )


def _listed(members: Sequence[zipfile.ZipInfo]) -> str:
    shown = ", ".join(path_of(member) for member in members[:_NAMES_SHOWN])
    return shown + (", …" if len(members) > _NAMES_SHOWN else "")


def _hostile(message: str, **values: object) -> RefusedError:
    return RefusedError(
        Finding(
            "archive_is_harmless",
            Weight.STOP,
            message,
            {name: str(value) for name, value in values.items()},
            say("Pack only the table into a new archive, or hand in the table as it is."),
        )
    )
