"""What is known of a member: small, plain, and all that its row of the table is made of.

Facts are kept as JSON beside the hub, so that a page about members opens none of them.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

VERSION = 1


@dataclass(frozen=True, slots=True)
class Step:
    """A dated milestone of a member's plan.

    :param due: as the plan has it, in words
    :param due_by: the last day that they can mean, YYYY-MM-DD; empty where nobody knows one
    :param met: whether the record passes all its checks; None where it has no check
    """

    commitment: str
    title: str
    due: str
    due_by: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment as a plan or OGP's file has it; what is not said is empty."""

    id: str
    title: str
    lead: str = ""
    start: str = ""
    end: str = ""
    completion: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A member's newest plan.

    :param source: ``record``, or ``ogp`` for OGP's file
    :param start: the first day it can mean, YYYY-MM-DD; empty where nobody knows
    :param end: the last day it can mean
    :param steps: None where the source has no milestones, which is not the same as none
    """

    source: str
    id: str
    title: str
    start: str
    end: str
    number: str = ""
    promises: tuple[Promise, ...] = ()
    steps: tuple[Step, ...] | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at a member: a publication, an alarm or its end.

    :param what: ``publication``, ``alarm`` or ``ended``
    :param time: RFC 3339 in UTC
    :param text: a title; of an alarm, a sentence marked with ``say``
    :param id: of the publication, or what names the alarm
    """

    what: str
    time: str
    text: str
    id: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signing:
    """The witnesses of the published checkpoint."""

    signed: int
    of: int
    needed: int
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Following:
    """What a copy knows of its origin; times are RFC 3339 in UTC, empty for never."""

    of: str
    asked_at: str = ""
    answered_at: str = ""
    alive_at: str = ""
    alarms: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one member.

    :param stamp: names what was looked at; another when anything of it has changed
    :param broken: why its record cannot be read, for who runs the hub; empty when it can
    :param unanswered: whether its folder did not answer, so that nobody should wait for it
    :param about: the government
    :param kept_by: who keeps the record, where that is another
    :param size: how many entries its log has; None where it has no record
    :param last_entry: RFC 3339 in UTC; empty where there is none
    :param halted: why nothing is published there now: the kind; empty when it is
    :param disputed: of how many commitments claims conflict; None where none are recorded
    """

    code: str
    stamp: str
    broken: str = ""
    unanswered: bool = False
    about: str = ""
    kept_by: str = ""
    level: str = ""
    country: str = ""
    languages: tuple[str, ...] = ()
    invented: bool = False
    origin: str = ""
    size: int | None = None
    last_entry: str = ""
    last_publication: str = ""
    publications: int = 0
    witnesses: Signing | None = None
    halted: str = ""
    following: Following | None = None
    plan: PlanFacts | None = None
    disputed: int | None = None
    events: tuple[Event, ...] = ()


def encode(found: Mapping[str, Facts]) -> bytes:
    """Write what is known of all members."""
    rows = {"v": VERSION, "members": [asdict(one) for one in found.values()]}
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decode(data: bytes) -> dict[str, Facts]:
    """Read it again; nothing of what another version of this program wrote."""
    try:
        raw = json.loads(data)
        if raw["v"] != VERSION:
            return {}
        return {one["code"]: _facts(one) for one in raw["members"]}
    except (ValueError, KeyError, TypeError):
        return {}


def _facts(raw: dict[str, Any]) -> Facts:
    plan, following, witnesses = (raw[name] for name in ("plan", "following", "witnesses"))
    return Facts(
        **raw
        | {
            "languages": tuple(raw["languages"]),
            "witnesses": Signing(**witnesses) if witnesses else None,
            "following": _following(following) if following else None,
            "plan": _plan(plan) if plan else None,
            "events": tuple(Event(**one) for one in raw["events"]),
        }
    )


def _plan(raw: dict[str, Any]) -> PlanFacts:
    steps = raw["steps"]
    return PlanFacts(
        **raw
        | {
            "promises": tuple(Promise(**one) for one in raw["promises"]),
            "steps": None if steps is None else tuple(Step(**one) for one in steps),
        }
    )


def _following(raw: dict[str, Any]) -> Following:
    return Following(**raw | {"alarms": tuple(Event(**one) for one in raw["alarms"])})
