"""Columns of a new layout matched with ours in a browser, and saved as a mapping for next time.

A worker's child drafts it from the file; a person corrects it; what is saved is a mapping file as
``pendopo mapping`` reads it, by which the next file of that layout is known again.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.utils.text import slugify

from pendopo.desk.findings import report_of
from pendopo.desk.models import Submission
from pendopo.programme.mappings import FOLDER, MappingFileError, read_mapping
from pendopo.programme.settings import toml_value
from pendopo.terms.column import Kind, Table
from pendopo.terms.register import Register
from pendopo.terms.wording import say

# The rule that tells which saved mapping was made for a file with just these columns.
FITS: Final = "saved_mapping_is_used"
_NAME_MOST = 60
_SAVED_MOST = 500
_TOO_MANY: Final = say("{count} mappings are saved, and there may be no more.")
_FEWER: Final = say("Have those taken away that nobody uses; they lie in the folder mappings.")
_TOTALS: Final = "(?i)^ *(?:grand |sub)? *(?:total|jumlah|suma|somme)"
# How numbers are written: the mark of the decimals, and that between groups.
NUMBERS: Final[Mapping[str, tuple[str, str]]] = {
    "comma": (",", "."),
    "point": (".", ","),
    "plain": ("", ""),
}
_KINDS: Final = frozenset({Kind.MONEY, Kind.DECIMAL})


@dataclass(frozen=True, slots=True)
class Matched:
    """What a person said of one column of ours.

    :param source: the file's column; empty where it has none
    :param value: what every row has, where the file says it nowhere
    :param codes: cells and the code written for each, beside those that the draft knew
    """

    ours: str
    source: str = ""
    value: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)


def matches(register: Register) -> bool:
    """Whether a register's files have columns that can be matched."""
    return bool(register.tables) and "json" not in register.forms


def save(
    root: Path, register: Register, found: Mapping[str, Any], said: list[Matched], about: "About"
) -> str:
    """Save a mapping; give the name that it was saved under.

    :param found: what the programme drafted
    :raises MappingFileError: when it cannot be followed: then nothing is saved
    :raises OSError: when the folder may not be written
    """
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    text = "\n".join(_lines(register, found, said, about)) + "\n"
    saved = list(folder.glob("*.toml"))
    known = (one for one in saved if NAME.fullmatch(one.stem) and _is(one, text))
    if same := next(known, None):
        return same.stem
    if len(saved) >= _SAVED_MOST:  # every check reads all of them
        raise MappingFileError(_TOO_MANY, _FEWER, count=str(len(saved)))
    path = _free(folder, slugify(about.title)[:_NAME_MOST] or register.name)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    try:
        read_mapping(path)
    except MappingFileError:
        path.unlink()
        raise
    return path.stem


def fitting(submission: Submission) -> tuple[str, ...]:
    """Give the saved mappings that were made for a file with just these columns.

    What the office itself used last comes first, then what no other office used: another's mapping
    may read the same columns otherwise.
    """
    report = report_of(submission.version)
    told = next((one for one in report.findings if one.rule == FITS), None) if report else None
    if told is None:
        return ()
    names = tuple(str(told.values["names"]).split(", "))
    used = Submission.objects.filter(mapping__in=names).order_by("-changed_at")
    facts = list(used.values_list("mapping", "office"))
    own = [name for name, office in facts if office == submission.office]
    others = {name for name, _office in facts}
    return tuple(dict.fromkeys([*own, *sorted(names, key=others.__contains__)]))


@dataclass(frozen=True, slots=True)
class About:
    """What is said of the mapping itself.

    :param numbers: a name of ``NUMBERS``
    """

    title: str
    numbers: str = "plain"


def _is(path: Path, text: str) -> bool:
    try:
        return path.read_text("utf-8") == text
    except (OSError, ValueError):
        return False


def _free(folder: Path, name: str) -> Path:
    """Give a file's name that nobody took: a mapping that was used is never changed here."""
    number = 1
    while (path := folder / f"{name}{f'-{number}' if number > 1 else ''}.toml").exists():
        number += 1
    return path


def _lines(
    register: Register, found: Mapping[str, Any], said: list[Matched], about: About
) -> Iterator[str]:
    used = {one.source for one in said if one.source}
    left = tuple(name for name in found["header"] if name not in used and name not in found["wide"])
    yield f"register = {toml_value(register.name)}"
    yield f"title = {toml_value(about.title)}"
    yield f"ignore = {toml_value(left)}"
    yield "[source]"
    if found.get("sheet"):
        yield f"sheet = {toml_value(found['sheet'])}"
    yield f"columns = {toml_value(tuple(found['header']))}"
    for name in found["totals"]:
        yield from ("[[skip]]", f"column = {toml_value(name)}", f"matches = {toml_value(_TOTALS)}")
    if found["wide"]:
        yield "[unpivot]"
        yield f"columns = {toml_value(tuple(found['wide']))}"
        yield f"name = {toml_value(found['period'])}"
        yield f"value = {toml_value(found['amount'])}"
    drafted = {one["ours"]: one for one in found["matches"]}
    for one in said:
        yield from _column(register.tables[0], one, drafted.get(one.ours, {}), about)


def _column(table: Table, one: Matched, drafted: Mapping[str, Any], about: About) -> Iterator[str]:
    if not one.source and not one.value:
        return
    yield "[[column]]"
    yield f"name = {toml_value(one.ours)}"
    if not one.source:
        yield f"value = {toml_value(one.value)}"
        return
    yield f"from = {toml_value(one.source)}"
    same = drafted.get("source") == one.source
    settings = {
        n: v for n, v in dict(drafted.get("settings", {})).items() if same and n != "unsure"
    }
    codes = {**dict(settings.pop("codes", {})), **one.codes}
    known = {column.name: column.kind for column in table.columns}
    decimal, group = NUMBERS[about.numbers]
    if known.get(one.ours) in _KINDS and decimal and not settings:
        settings = {"decimal": decimal, "group": group}
    for name, value in settings.items():
        yield f"{name} = {toml_value(tuple(value) if isinstance(value, list) else value)}"
    if codes:
        yield "[column.codes]"
        for cell, ours in codes.items():
            yield f"{toml_value(cell)} = {toml_value(ours)}"


NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
