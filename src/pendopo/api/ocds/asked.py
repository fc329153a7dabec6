"""What the addresses of open contracting may be asked, and how it is read."""

import re
from datetime import UTC, datetime
from typing import Final

from pendopo.api.door import Call, Parameter
from pendopo.published.contracting.index import Cursor
from pendopo.published.errors import QueryError
from pendopo.standards.ocds.instant import parse_instant
from pendopo.terms.wording import say

LIMIT_MOST: Final = 1000
_LIMIT_USUAL: Final = 100
_EMBEDDED, _LINKED, _YES, _NO = "embedded", "linked", "yes", "no"
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,14}")
_CURSOR: Final = re.compile(r"(0|[1-9][0-9]{0,14})\.(0|[1-9][0-9]{0,8})")

SINCE = Parameter(
    "since",
    "Only what was published, or given back after it was hidden, since the log had so many "
    "entries: the address that links.since of a list's last package names has this. Or a moment "
    "(2026-11-18T02:00:00Z), from which on what was published is given, that of the very second "
    "too.",
    {"type": "string"},
    "3",
)
CURSOR = Parameter(
    "cursor",
    "Go on behind this place in the order of the log: the address that links.next names has it.",
    {"type": "string"},
    "1.0",
)
BEHIND = Parameter(
    "cursor",
    "Go on behind this process in the order of ocids: the address that links.next names has it.",
    {"type": "string"},
)
LIMIT = Parameter(
    "limit",
    f"At most so many in a package; without it {_LIMIT_USUAL}.",
    {"type": "integer", "minimum": 1, "maximum": LIMIT_MOST},
    "50",
)
RELEASES = Parameter(
    "releases",
    "Whether a record holds its releases (embedded) or their addresses (linked).",
    {"type": "string", "enum": [_EMBEDDED, _LINKED]},
    _LINKED,
)
VERSIONED = Parameter(
    "versioned",
    "Whether a record also holds its versioned release: every value that each field ever had.",
    {"type": "string", "enum": [_YES, _NO]},
    _YES,
)


def limit(call: Call) -> int:
    """Read how many are wanted.

    :raises QueryError: for what is no such number
    """
    text = call.query.get(LIMIT.name, str(_LIMIT_USUAL))
    if _SIZE.fullmatch(text) and 1 <= int(text) <= LIMIT_MOST:
        return int(text)
    raise QueryError(
        say("limit is {found}; write a whole number from 1 to {most}"),
        found=repr(text),
        most=str(LIMIT_MOST),
    )


def since(call: Call) -> int:
    """Read from which entry on: a size of the log, or a moment; 0 for all.

    :raises QueryError: for what is neither
    """
    text = call.query.get(SINCE.name, "")
    if not text:
        return 0
    if _SIZE.fullmatch(text):
        return int(text)
    instant = parse_instant(text)
    if instant is None:
        raise QueryError(
            say("since is {found}; write a size of the log like 8, or a moment like {example}"),
            found=repr(text),
            example="2026-11-18T02:00:00Z",
        )
    return call.programme.contracting.size_at(call.state, _whole(instant.utc))


def cursor(call: Call) -> Cursor:
    """Read behind which place.

    :raises QueryError: for what is none
    """
    text = call.query.get(CURSOR.name, "")
    found = _CURSOR.fullmatch(text)
    if text and not found:
        raise QueryError(
            say("cursor is {found}; take the address that links.next names"), found=repr(text)
        )
    return Cursor(int(found[1]), int(found[2])) if found else Cursor(0)


def is_linked(call: Call) -> bool:
    """Read whether releases are linked.

    :raises QueryError: for another word
    """
    return _word(call, RELEASES.name, (_EMBEDDED, _LINKED)) == _LINKED


def is_versioned(call: Call) -> bool:
    """Read whether versioned releases are wanted.

    :raises QueryError: for another word
    """
    return _word(call, VERSIONED.name, (_NO, _YES)) == _YES


def _word(call: Call, name: str, words: tuple[str, str]) -> str:
    found = call.query.get(name, words[0])
    if found not in words:
        raise QueryError(
            say("{parameter} is {found}; write {one} or {other}"),
            parameter=name,
            found=repr(found),
            one=words[0],
            other=words[1],
        )
    return found


def _whole(moment: datetime) -> datetime:
    """Cut a moment to its second, as entries name theirs."""
    return moment.replace(microsecond=0, tzinfo=UTC)
