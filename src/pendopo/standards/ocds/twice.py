"""Names that stand twice in one object of a text: JSON readers keep one value and lose the other.

Source: RFC 8259, section 4: what a reader makes of names that are not unique is not foreseen.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pendopo.standards.ocds.fault import pointer_of
from pendopo.standards.ocds.look import Path

# Behind each name stands a colon, however it is set; all others stand in texts, as they do in what
# is written anew, unless a text tells one by its number.
_COLON: Final = b":"
_ESCAPED: Final = (b"\\u003a", b"\\u003A")
_FEW: Final = 20


def names_twice(raw: bytes, written: bytes) -> Sequence[Path]:
    """Give where a name stands that stood in its object before; the first few.

    :param raw: JSON
    :param written: what was read of it, written anew: the last value of each name
    """
    if raw == written:  # as most programs write it
        return ()
    if raw.count(_COLON) == written.count(_COLON) and not any(one in raw for one in _ESCAPED):
        return ()
    found: list[Path] = []
    for path in _in(json.loads(raw, object_pairs_hook=_Pairs), ()):
        found.append(path)
        if len(found) == _FEW:
            break
    return found


def pointers_twice(raw: bytes, written: str) -> list[tuple[str, str]]:
    """Give the same as JSON pointers, each with the name."""
    found = names_twice(raw, written.encode())
    return [(pointer_of(path, exact=True), str(path[-1])) for path in found]


@dataclass(slots=True)
class _Pairs:
    pairs: list[tuple[str, Any]] = field(default_factory=list)


def _in(value: Any, path: Path) -> Iterator[Path]:  # noqa: ANN401 - JSON holds anything
    if isinstance(value, _Pairs):
        known = set()
        for name, one in value.pairs:
            if name in known:
                yield (*path, name)
            known.add(name)
            yield from _in(one, (*path, name))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _in(one, (*path, number))
