"""The flags that there are: one folder each, found by name."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import takewhile
from textwrap import indent
from types import MappingProxyType

from pendopo.terms.flag import Flag, parse_flag

_DECLARATION = "flag.toml"
_METHOD = "measure.sql"
# What several flags build on, each in a file of its own; a head names them.
_STEPS = "steps"
_NAMED = "-- Steps: "


@cache
def flags() -> Mapping[str, Flag]:
    """Give all flags, name to declaration, in the order of their names."""
    found = {
        folder.name: parse_flag(folder.name, _text(folder, _DECLARATION), _text(folder, _METHOD))
        for folder in resources.files(__name__).iterdir()
        if folder.joinpath(_DECLARATION).is_file()
    }
    return MappingProxyType({name: found[name] for name in sorted(found)})


@cache
def method_of(name: str) -> str:
    """Give the whole method of a flag as one SELECT: its SQL, with the steps that it builds on."""
    text, shared = measure_of(name), steps_of(name)
    if not shared:
        return text
    head, body = _parted(text)
    made = (f"{step} as (\n{indent(_parted(sql)[1], '    ')}\n)" for step, sql in shared.items())
    own = body.removeprefix("with").lstrip() if body.startswith("with") else ""
    ctes = ",\n\n".join([*made, own] if own else made)
    return f"{head}with\n{ctes}" if own else f"{head}with\n{ctes}\n\n{body}"


@cache
def measure_of(name: str) -> str:
    """Give the SQL of a flag's own file: it may name steps as if they were tables."""
    return _text(resources.files(__name__).joinpath(name), _METHOD)


@cache
def steps_of(name: str) -> Mapping[str, str]:
    """Give the steps that a flag builds on, each behind those that it builds on itself."""
    found: dict[str, str] = {}
    for step in _builds_on(measure_of(name)):
        _collect(step, found)
    return MappingProxyType(found)


def _collect(step: str, found: dict[str, str]) -> None:
    sql = _text(resources.files(__name__).joinpath(_STEPS), f"{step}.sql")
    for earlier in _builds_on(sql):
        _collect(earlier, found)
    found.setdefault(step, sql)


def _builds_on(sql: str) -> list[str]:
    """Read which steps the head of a file names."""
    lines = (line for line in _parted(sql)[0].splitlines() if line.startswith(_NAMED))
    return next((line.removeprefix(_NAMED).rstrip(".").split(", ") for line in lines), [])


def _parted(sql: str) -> tuple[str, str]:
    """Part a file into its head of comments and what it asks."""
    lines = sql.splitlines(keepends=True)
    head = list(takewhile(lambda line: line.startswith("--"), lines))
    return "".join(head), "".join(lines[len(head) :]).rstrip("\n")


@cache
def page_of(name: str, language: str = "en") -> tuple[str, str]:
    """Give what a flag's README says, and in which language: English where it has no other.

    :param language: as ``README.id.md`` names it
    """
    folder = resources.files(__name__).joinpath(name)
    said = f"README.{language}.md"
    if folder.joinpath(said).is_file():
        return _text(folder, said), language
    return _text(folder, "README.md"), "en"


def _text(folder: Traversable, name: str) -> str:
    return folder.joinpath(name).read_text("utf-8")
