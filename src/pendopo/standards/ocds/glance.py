"""A glance at a release as it is written: whether it is one of which nothing is to be told.

Most releases of a file have the same shape. What fits types that were made of those before, and
passes a few questions more, is known to be whole without being taken apart; the rest is read and
looked at in full, and teaches its shape when it was whole, too.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

import jsonschema_rs
import msgspec

from pendopo.standards.ocds.extension import Profile
from pendopo.standards.ocds.shape import Shapes, Types, types_of
from pendopo.standards.ocds.strict import Steps

_LEARN_FIRST: Final = 16  # releases that were whole, before types are made
_MADE_MOST: Final = 60  # times; after that, after a thousand releases of another shape each
_LEARN_LATE: Final = 1000
_ASKED: Final = 64
_FEW: Final = 16
_PAUSE_MOST: Final = 4096
# Where a text may begin with a space, or with an escape or a letter that may be one.
_MAY_BEGIN: Final = re.compile(rb'"[ \\\xc2\xe1\xe2\xe3]')
# The same in what is ASCII and has no escape, by a search that steps over many bytes at once.
_NONE_BEGINS: Final = jsonschema_rs.Draft4Validator({"not": {"pattern": '" '}})
# A text of nothing but spaces: as Unicode counts them, and 0x1C to 0x1F.
_BLANK: Final = re.compile(
    rb'"(?: |\\[tnrf]|\\u(?:00(?:09|0[a-dA-D]|1[c-fC-F]|20|85|[aA]0)'
    rb"|1680|20(?:0[0-9aA]|2[89fF]|5[fF])|3000)"
    rb"|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80)"
    rb'+"'
)
# So many more releases were written otherwise than as they were, and no other is tried.
_OTHERWISE_MOST: Final = 64
_WRITER: Final = msgspec.json.Encoder()
_BARE: Final = re.compile(rb"\{\s*\}")


class Glanced(dict[str, Any]):
    """What is known of a release that was only glanced at: ocid, id, date and tag."""


class Glance:
    """Glances at the releases of one profile.

    :param met: how often each field stood that is let pass; what is glanced at is counted
    """

    def __init__(self, profile: Profile, met: dict[Steps, int]) -> None:
        self._profile = profile
        self._met = met
        self._shapes = Shapes()
        self._types: Types | None = None
        self._formats: jsonschema_rs.Draft4Validator
        self._allowed: tuple[Steps, ...] = ()
        self._learnt = self._made = self._asked = self._passed = self._rest = self._otherwise = 0
        self._pause = 8
        self._wanted = self._new = False

    def at(self, raw: bytes) -> Glanced | None:
        """Give what is known of a release of which nothing is to be told; None for all others."""
        seen = self._fitting(raw)
        return None if seen is None else self._known(seen, raw)

    def as_written(self, raw: bytes) -> Glanced | None:
        """Give the same of a release that is written just as it would be written anew.

        So no name stands twice in it, and no number is written in more digits than it needs.
        """
        seen = self._fitting(raw) if self._otherwise < _OTHERWISE_MOST else None
        if seen is None or not self._is_as_written(seen, raw):
            return None
        return self._known(seen, raw)

    def _fitting(self, raw: bytes) -> Any:  # noqa: ANN401 - of a type made here
        """Give what fits the types; None for all others, and while it is not worth trying."""
        types, self._wanted = self._types, True
        if types is None:
            return None
        if self._rest:
            self._rest -= 1
            return None
        self._asked += 1
        if self._asked == _ASKED:
            self._pause = min(2 * self._pause, _PAUSE_MOST) if self._passed < _FEW else 8
            self._rest = self._pause if self._passed < _FEW else 0
            self._asked = self._passed = 0
        try:
            return types.decoder.decode(raw)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None

    def _known(self, seen: Any, raw: bytes) -> Glanced | None:  # noqa: ANN401 - of a type made here
        """Give what is known of what fits, once the questions are asked that no type answers."""
        types = self._types
        if types is None or _may_be_blank(raw) or (types.loose and _BARE.search(raw)):
            return None
        aside = types.walk(seen)
        if aside is None or not self._formats.is_valid(aside):
            return None
        self._passed += 1
        if types.allowed:
            self._count(aside)
        ocid, release_id, date, tag = types.known(seen)
        return Glanced(ocid=ocid, id=release_id, date=date, tag=tag)

    def _is_as_written(self, seen: Any, raw: bytes) -> bool:  # noqa: ANN401 - of a type made here
        if _WRITER.encode(seen) == raw:
            self._otherwise -= self._otherwise > 0
            return True
        self._otherwise += 1
        self._asked -= 1  # it may pass as it is
        return False

    def learn(self, release: dict[str, Any]) -> None:
        """Learn the shape of a release of which nothing was to be told."""
        if self._rest or not self._wanted:  # a reader of whole releases asks for no glance
            return
        self._new |= self._shapes.learn(release)
        self._learnt += 1
        if self._learnt < (_LEARN_FIRST if self._made < _MADE_MOST else _LEARN_LATE):
            return
        self._learnt = 0
        if self._new or len(self._met) != len(self._allowed):
            self._make(tuple(self._met))

    def _count(self, aside: Sequence[list[Any]]) -> None:
        """Count the fields that are let pass, which are kept aside behind those of a format."""
        met, kept = self._met, aside[-len(self._allowed) :]
        for steps, values in zip(self._allowed, kept, strict=True):
            met[steps] += len(values)

    def _make(self, allowed: tuple[Steps, ...]) -> None:
        self._new, self._allowed = False, allowed
        self._made += 1
        self._asked = self._passed = self._otherwise = 0
        profile = self._profile
        made = types_of(self._shapes.root, profile.schema, profile.lists, allowed)
        self._types = made
        if made:
            schema = {"items": [{"items": {"format": one}} for one in made.formats]}
            self._formats = jsonschema_rs.Draft4Validator(
                schema, validate_formats=True, offline=True
            )


def _may_be_blank(raw: bytes) -> bool:
    """Whether a text in JSON may be blank; also where a quotation mark within one looks so."""
    if raw.isascii() and b"\\" not in raw and _NONE_BEGINS.is_valid(raw.decode("ascii")):
        return False
    return _MAY_BEGIN.search(raw) is not None and _BLANK.search(raw) is not None
