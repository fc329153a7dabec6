"""What each field of a process ever said, when, and which release said it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pendopo.standards.ocds.fold import Release
from pendopo.standards.ocds.merge import Form, Merging
from pendopo.standards.ocds.rules import Rules
from pendopo.standards.ocds.versions import History


@dataclass(frozen=True, slots=True)
class Told:
    """One value of one field, for as long as it stood.

    :param pointer: the field's JSON pointer in the versioned release: ``/tender/value/amount``
    :param value: what it said; None from when it was removed
    :param since: the date of the release that said so, as written
    :param until: the date of the release that said else; None where the value stands
    :param release_id: the id of the release that said so
    :param tag: its tags
    """

    pointer: str
    value: Any
    since: str | None
    until: str | None
    release_id: str | None
    tag: Sequence[str]


def timeline(releases: Sequence[Release], rules: Rules | None = None) -> Iterator[Told]:
    """Give every value of every field, field by field in the order of the versioned release.

    It is made when somebody asks: versioned releases are several times what they are made of, and
    none is stored.

    :param releases: those of one ocid, in any order
    :raises MergeError: when they cannot be merged
    """
    merging = Merging(rules, Form.VERSIONED) if rules else Merging(form=Form.VERSIONED)
    yield from _fields(merging.merge(releases).release, "")


def _fields(node: Any, pointer: str) -> Iterator[Told]:  # noqa: ANN401 - JSON holds anything
    if type(node) is History:
        for one, later in zip(node, [*node[1:], None], strict=True):
            until = later["releaseDate"] if later else None
            said = one["value"], one["releaseDate"], until, one["releaseID"]
            yield Told(pointer, *said, one["releaseTag"] or ())
    elif isinstance(node, dict):
        for name, part in node.items():
            step = name.replace("~", "~0").replace("/", "~1")
            yield from _fields(part, f"{pointer}/{step}")
    elif isinstance(node, list):
        for number, part in enumerate(node):
            yield from _fields(part, f"{pointer}/{number}")
