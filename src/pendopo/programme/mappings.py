"""The mappings that a programme has saved: the files of its ``mappings`` folder."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from pendopo.terms.mapping import MappingError, SourceMapping, parse_toml
from pendopo.terms.release_mapping import source_of
from pendopo.terms.wording import SaidError, say

FOLDER = "mappings"
_BYTES_MOST = 1 << 20
_DEEPEST = 4
# The registers that come with mappings of well-known sources.
_WITH_SOURCES = ("budgets", "contracts", "villages")


class MappingFileError(SaidError):
    """A mapping file that cannot be used: a sentence for a clerk, its values apart."""


@dataclass(frozen=True, slots=True)
class Saved:
    """One mapping file.

    :param content: as it is written, which is what a publication records
    :param schema: the Table Schema it names, or None
    """

    name: str
    path: Path
    content: Mapping[str, Any]
    mapping: SourceMapping
    schema: Mapping[str, Any] | None


def load_mapping(root: Path, name: str) -> Saved:
    """Load a mapping by the name it was saved under, or by the path of its file.

    :param root: the programme's folder
    :raises MappingFileError: when there is none, or it cannot be followed
    """
    path = _named(name, root / FOLDER)
    if not path.is_file():
        known = ", ".join(one.stem for one in _files(root)) or "-"
        shipped = [one.stem for one in _shipped() if not one.stem.startswith("_")]
        raise MappingFileError(
            say("--mapping {name}: there is no file {path}."),
            say(
                "Write the name of one that is saved ({known}) or comes with the program "
                "({shipped}), or the path of a .toml file."
            ),
            name=name,
            path=str(path),
            known=known,
            shipped=", ".join(shipped),
        )
    return read_mapping(path)


def read_mapping(path: Path) -> Saved:
    """Read one mapping file and the Table Schema it names.

    :raises MappingFileError: saying where in it, what was found and what to write
    """
    try:
        content = _whole(path)
        mapping = source_of(content)
    except MappingError as error:
        raise MappingFileError(
            say("{path}: {where} is {found}."), error.write, path=str(path), **error.values
        ) from error
    return Saved(path.stem, path, content, mapping, _schema(path, mapping.schema))


def saved_mappings(root: Path) -> Iterator[Saved]:
    """Give the mappings that are saved; one that cannot be followed is told when it is used."""
    for path in _files(root):
        try:
            yield read_mapping(path)
        except MappingFileError:
            continue


def fingerprints(root: Path, register: str) -> list[dict[str, Any]]:
    """Give of each saved mapping of a register the columns by which its source is known."""
    return [
        {"name": one.name, "columns": list(one.mapping.known)}
        for one in saved_mappings(root)
        if one.mapping.register == register and one.mapping.known
    ]


def _named(name: str, folder: Path) -> Path:
    """Give the file of a mapping: by its path, saved in a folder, or shipped with the program."""
    if Path(name).suffix == ".toml":
        return Path(name)
    own = folder / f"{name}.toml"
    shipped = {one.stem: one for one in _shipped()}
    return own if own.is_file() else shipped.get(name, own)


def _shipped() -> list[Path]:
    """Give the mappings that come with the program."""
    folders = [Path(str(files(f"pendopo.registers.{name}.sources"))) for name in _WITH_SOURCES]
    return sorted(path for folder in folders for path in folder.glob("*.toml"))


def _whole(path: Path, depth: int = 0) -> dict[str, Any]:
    """Read a mapping with what it extends: its own settings go before, those of a table one by one.

    A column takes the place of the other's column of that name; others are added.

    :raises MappingError: when what it extends is not there, or extends too many others
    """
    own = parse_toml(_text(path))
    extends = own.pop("extends", "")
    if not extends:
        return own
    base = _named(extends, path.parent) if isinstance(extends, str) else path
    if depth == _DEEPEST or not base.is_file():
        raise MappingError("extends", extends, say("Write the name of another mapping."))
    content = _whole(base, depth + 1)
    for name, value in own.items():
        known = content.get(name)
        if isinstance(value, dict) and isinstance(known, dict):
            content[name] = {**known, **value}
        elif name == "column" and isinstance(known, list) and isinstance(value, list):
            content[name] = _columns(known, value)
        else:
            content[name] = value
    return content


def _columns(known: list[Any], own: list[Any]) -> list[Any]:
    """Put a mapping's columns in the places of those of the same name, and all others behind.

    Those without a name and a second of one name too: who reads the mapping refuses them.
    """
    left = [*own]

    def mine(one: object) -> object:
        name = _name(one)
        place = next((at for at, other in enumerate(left) if name and _name(other) == name), None)
        return one if place is None else left.pop(place)

    return [*map(mine, known), *left]


def _name(column: object) -> object:
    return column.get("name") if isinstance(column, dict) else None


def _files(root: Path) -> list[Path]:
    return sorted((root / FOLDER).glob("*.toml"))


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        if len(data) <= _BYTES_MOST:
            return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    raise MappingFileError(
        say("{path}: this is no text in UTF-8 of at most 1 MB."),
        say("Write the path of a mapping, as `pendopo mapping draft` makes one."),
        path=str(path),
    )


def _schema(path: Path, name: str) -> Mapping[str, Any] | None:
    if not name:
        return None
    place = path.parent / name
    try:
        found = json.loads(place.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise MappingFileError(
            say("{path}: schema names {schema}, which cannot be read ({error})."),
            say("Write the path of a Table Schema from the mapping's folder."),
            path=str(path),
            schema=name,
            error=getattr(error, "strerror", "") or str(error),
        ) from error
    if not isinstance(found, dict):
        raise MappingFileError(
            say("{path}: schema names {schema}, which is no Table Schema."),
            say("Write a JSON object with a list named fields."),
            path=str(path),
            schema=name,
        )
    return found
