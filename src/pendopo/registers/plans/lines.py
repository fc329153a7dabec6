"""On which line of a file each table and field of its TOML stands: the parser does not tell.

Source: TOML 1.0: tables, arrays of tables, and strings and arrays that go on over lines.
"""

import re
from collections.abc import Iterator, Mapping

# Names of tables and fields, and the places of tables in their lists, from 1.
Path = tuple[str | int, ...]
Lines = Mapping[Path, int]

_TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_LISTED = re.compile(r"\s*\[\[\s*([^\[\]]+?)\s*\]\]\s*(?:#.*)?$")
_FIELD = re.compile(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"))*)\s*=")
_NAME = re.compile(r"[\w-]+|\"[^\"]*\"|'[^']*'")
_TRIPLES = ('"""', "'''")


def lines_of(text: str, first: int = 1) -> dict[Path, int]:
    """Find the line of each table and field.

    :param text: TOML that can be read
    :param first: the number of its first line in its file
    """
    found: dict[Path, int] = {(): first}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in _beginnings(text):
        if listed := _LISTED.match(line):
            *above, last = _names(listed[1])
            place = (*_standing(above, counts), last)
            counts[place] = counts.get(place, 0) + 1
            table = (*place, counts[place])
            found.setdefault(place, number + first)
            found[table] = number + first
        elif single := _TABLE.match(line):
            table = _standing(_names(single[1]), counts)
            found[table] = number + first
        elif field := _FIELD.match(line):
            names = _names(field[1])
            for end in range(1, len(names) + 1):
                found.setdefault((*table, *names[:end]), number + first)
    return found


def line_of(lines: Lines, path: Path) -> int | None:
    """Give the line of a place, or of the nearest that it stands in; None where nothing is known.

    What stands in a list or table that is written in one line is on that line.
    """
    for end in range(len(path), -1, -1):
        if path[:end] in lines:
            return lines[path[:end]]
    return None


def _names(text: str) -> list[str]:
    return [one.strip("\"'") for one in _NAME.findall(text)]


def _standing(names: list[str], counts: Mapping[Path, int]) -> Path:
    """Give the path of a table; in a list of tables the one that came last is meant."""
    path: Path = ()
    for name in names:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path])
    return path


def _beginnings(text: str) -> Iterator[tuple[int, str]]:
    """Give each line, numbered from 0, that does not go on with the value of one before it."""
    open_text, depth = "", 0
    for number, line in enumerate(text.split("\n")):
        if not open_text and not depth:
            yield number, line
        # A header's own brackets are closed where it ends.
        open_text, depth = _after(line, open_text, depth)


def _after(line: str, open_text: str, depth: int) -> tuple[str, int]:
    """Tell what is still open at the end of a line: a text of several lines, or brackets."""
    place = 0
    while place < len(line):
        if open_text:
            end = _end_of(line, open_text, place)
            if end < 0:
                return (open_text if open_text in _TRIPLES else ""), depth
            place, open_text = end, ""
            continue
        if line.startswith(_TRIPLES, place):
            open_text, place = line[place : place + 3], place + 3
            continue
        mark = line[place]
        if mark == "#":
            break
        if mark in "\"'":
            open_text = mark
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(mark, 0)
        place += 1
    return (open_text if open_text in _TRIPLES else ""), depth


def _end_of(line: str, mark: str, place: int) -> int:
    """Find where a text ends, past its mark; -1 where it does not end on this line."""
    while place < len(line):
        if line[place] == "\\" and mark.startswith('"'):
            place += 2
        elif line.startswith(mark, place):
            return place + len(mark)
        else:
            place += 1
    return -1
