"""Extensions of a standard that a government hands along, read from a folder; none is fetched.

Each is a folder as the standard has it: ``extension.json``, ``release-schema.json`` (a JSON Merge
Patch of the release schema) and ``codelists/*.csv``.

Source: OCDS, extensions, "creating an extension".
"""

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from pendopo.standards.ocds.extension import Extension, patched
from pendopo.standards.ocds.facts import VERSION
from pendopo.standards.ocds.rules import rules_of
from pendopo.standards.ocds.told import NO_RULES
from pendopo.terms.wording import fill, say

PATCH: Final = "release-schema.json"
_ABOUT: Final = "extension.json"
_CODE: Final = ("Code", "code")


class ExtensionError(ValueError):
    """A folder that cannot be read as an extension.

    :param message: English, marked with ``say``, its values in ``{placeholders}``
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(fill(message, {name: str(one) for name, one in values.items()}))
        self.message = message
        self.values = values


def extensions_in(folder: Path, always: Sequence[str] = ()) -> list[Extension]:
    """Read the extensions of a folder, by name.

    :param folder: of one extension, or of folders that are
    :param always: the names of those that are applied though no package names them
    :raises ExtensionError: for one that cannot be read or followed, or a name that there is not
    """
    folders = [folder] if _is_one(folder) else list(_in(folder))
    names = {one.name for one in folders}
    for name in always:
        if name not in names:
            raise ExtensionError(
                say("{folder}: no extension is called {name}; write one of {names}"),
                folder=folder,
                name=name,
                names=", ".join(sorted(names)),
            )
    found = [extension_of(one, always=one.name in always) for one in folders]
    for number, one in enumerate(folders):
        _follow(found[: number + 1], one)  # of each with those before: two may lead in a circle
    return found


def extension_of(folder: Path, *, always: bool = True) -> Extension:
    """Read one extension.

    :raises ExtensionError: when a file of it cannot be read, or its patch not be followed
    """
    lists = {path.name: _codes(path) for path in sorted((folder / "codelists").glob("*.csv"))}
    found = Extension(folder.name, _patch(folder / PATCH), lists, always)
    _follow([found], folder)
    return found


def _follow(found: Sequence[Extension], folder: Path) -> None:
    """Work out by which rules releases merge, as they do when they are published.

    :raises ExtensionError: for the folder of the last one
    """
    try:
        rules_of(patched(VERSION, found).schema)
    except NO_RULES as error:
        raise ExtensionError(
            say("{path}: no release schema comes of it ({error}); write a JSON Merge Patch of it"),
            path=folder / PATCH,
            error=error,
        ) from error


def _in(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise ExtensionError(
            say("{folder}: there is no such folder; write the folder of extensions"), folder=folder
        )
    yield from (one for one in sorted(folder.iterdir()) if _is_one(one))


def _is_one(folder: Path) -> bool:
    return any((folder / name).is_file() for name in (_ABOUT, PATCH))


def _codes(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [
                next(row[name] for name in _CODE if row.get(name)) for row in csv.DictReader(file)
            ]
    except (UnicodeDecodeError, csv.Error, StopIteration) as error:
        raise ExtensionError(
            say("{path}: no list of codes; write CSV in UTF-8 with a code in its column Code"),
            path=path,
        ) from error


def _patch(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}  # it may be of packages, or of codes alone
    try:
        found = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ExtensionError(
            say("{path}: no JSON in UTF-8 ({error}); write a patch of the release schema"),
            path=path,
            error=error,
        ) from error
    if not isinstance(found, dict):
        raise ExtensionError(
            say("{path}: no object; write a JSON Merge Patch of the release schema"), path=path
        )
    return found
