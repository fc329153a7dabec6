"""What people say of an example's promises: signed with keys of the demo's own, or recorded.

``claims.toml`` beside the plan holds it::

    [[voices]]
    unit = "forum"                     # of whom it is
    office = "Forum Warga Contoh"
    role = "civil-society"
    signs = true                       # with a key; else it is recorded for them

    [[claims]]
    by = "forum"
    at = 2026-07-15T02:00:00Z          # when it is written and handed in
    commitment = "open-contracting"
    question = "completion_end"
    value = "Limited"
    says = "..."
    sources = ["..."]

and where needed ``milestone``, ``codebook`` (else that of the plan's era), ``language``, and
``said_at`` where it was said long before it is recorded.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from pendopo.programme.own_key import new_key, sign
from pendopo.programme.programme import Programme
from pendopo.programme.promises import promised_of
from pendopo.programme.signing import Introduction
from pendopo.published.claims.claim import Claim
from pendopo.stages.publish import rfc3339
from pendopo.terms.commitment import Plan

FILE_NAME: Final = "claims.toml"
# Their keys stay with the demo, so that whoever tries it can sign another claim.
FOLDER: Final = "people"
_NO_FACTS: Final = frozenset({"by", "at", "said_at", "sources"})


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who says something.

    :param unit: names them
    :param signs: with a key of their own; else what they say is recorded for them
    """

    unit: str
    office: str
    role: str
    signs: bool = True


class Saying:
    """What is said in an example, given to the log in the order of its days.

    :param folder: of the example
    :param keys: where the people's keys are made
    :param plan: that it is about; None where the example has none
    """

    def __init__(self, folder: Path, keys: Path, plan: Plan | None) -> None:
        path = folder / FILE_NAME
        read = tomllib.loads(path.read_text("utf-8")) if plan and path.is_file() else {}
        self._voices = {one["unit"]: Voice(**one) for one in read.get("voices", ())}
        self._left = sorted(read.get("claims", ()), key=lambda one: one["at"])
        self._keys = keys
        self._plan = plan
        self._said = dict.fromkeys(self._voices, 0)

    @property
    def days(self) -> Sequence[datetime]:
        """When something is still to be said, the first first."""
        return [one["at"] for one in self._left]

    def introduce(self, opened: Programme, at: datetime) -> None:
        """Make a key for each who signs, and introduce it."""
        for one in self._voices.values():
            if one.signs:
                self._keys.mkdir(mode=0o700, exist_ok=True)
                vkey = new_key(self._keys / one.unit)
                asked = Introduction(vkey, (one.role,), one.office, one.unit)
                opened.signing.introduce(asked, lambda: at)

    def up_to(self, opened: Programme, at: datetime) -> None:
        """Give the log what was said until then."""
        while self._left and self._left[0]["at"] <= at:
            said = self._left.pop(0)
            when: datetime = said["at"]
            opened.claiming.record(self._written(opened, said), partial(_same, when))

    def _written(self, opened: Programme, said: dict[str, Any]) -> bytes:
        """Write a claim, signed where its voice signs."""
        assert self._plan is not None  # noqa: S101  nothing is said of no plan
        voice = self._voices[said["by"]]
        facts = {name: text for name, text in said.items() if name not in _NO_FACTS}
        claim = Claim(
            log=opened.origin,
            at=rfc3339(said.get("said_at", said["at"])),
            role=voice.role,
            plan=self._plan.id,
            sources=tuple(said["sources"]),
            **{"codebook": promised_of(self._plan).era, **facts},
        )
        if not voice.signs:
            return replace(claim, office=voice.office).statement().text().encode()
        self._said[voice.unit] += 1
        numbered = replace(claim, number=self._said[voice.unit], seen=opened.recorded().size)
        note, _ = sign(numbered.statement(), self._keys / voice.unit)
        return note.encode()


def _same(when: datetime) -> datetime:
    return when
