"""What cells cannot say of a release, kept beside the tables: nulls, empty lists, items without id.

Each entry says what the tables give at a place and what stood there. It is applied only where the
tables still give that: whoever edits a cell has the last word.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

_NOTHING: Final = object()
Entry = dict[str, Any]


def entries(plain: Any, original: Any, at: str = "") -> Iterator[Entry]:  # noqa: ANN401
    """Give what has to change in what the tables give, so that it is what stood there."""
    if type(plain) is dict and type(original) is dict:
        for name in dict.fromkeys([*plain, *original]):
            below = f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
            yield from entries(plain.get(name, _NOTHING), original.get(name, _NOTHING), below)
    elif type(plain) is list and type(original) is list and len(plain) == len(original):
        for number, (ours, theirs) in enumerate(zip(plain, original, strict=True)):
            yield from entries(ours, theirs, f"{at}/{number}")
    elif not same(plain, original):
        entry: Entry = {"at": at}
        if plain is not _NOTHING:
            entry["was"] = plain
        if original is not _NOTHING:
            entry["is"] = original
        yield entry


def same(one: Any, other: Any) -> bool:  # noqa: ANN401 - JSON holds anything
    """Whether two values are the same JSON, to the last digit."""
    if type(one) is dict and type(other) is dict:
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if type(one) is list and type(other) is list:
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, int | float | Decimal) and isinstance(other, int | float | Decimal):
        return isinstance(one, bool) is isinstance(other, bool) and str(one) == str(other)
    return type(one) is type(other) and bool(one == other)


def apply(release: Any, changes: Sequence[Entry]) -> Any:  # noqa: ANN401 - JSON holds anything
    """Make the changes to a release, in place, where the tables still give what they gave."""
    for change in changes:
        steps = [step.replace("~1", "/").replace("~0", "~") for step in change["at"].split("/")[1:]]
        if not steps:
            release = change.get("is", release)
            continue
        node = release
        for step in steps[:-1]:
            node = _below(node, step)
        if same(_below(node, steps[-1]), change.get("was", _NOTHING)):
            _set(node, steps[-1], change.get("is", _NOTHING))
    return release


def _below(node: Any, step: str) -> Any:  # noqa: ANN401 - JSON holds anything
    if type(node) is dict:
        return node.get(step, _NOTHING)
    if type(node) is list and step.isdigit() and int(step) < len(node):
        return node[int(step)]
    return _NOTHING


def _set(node: Any, step: str, value: Any) -> None:  # noqa: ANN401 - JSON holds anything
    if type(node) is list:
        node[int(step)] = value
    elif type(node) is dict:
        if value is _NOTHING:
            node.pop(step, None)
        else:
            node[step] = value
