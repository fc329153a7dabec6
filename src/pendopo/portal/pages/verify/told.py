"""What is said of something that was brought: whose it is, since when, and who signed it."""

from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.visit import Context, Visit
from pendopo.published.approvals import SIGNATURE_ROLE, STATEMENT_ROLE
from pendopo.published.brought.contents import WITHHELD, Place
from pendopo.published.brought.receipt import BroughtError, Cosigned, Held
from pendopo.published.state import Publication
from pendopo.terms.entry import EntryType
from pendopo.terms.journey import Entry
from pendopo.terms.wording import fill

_MORE_MOST = 20
_TABLE = "table:"


class Known(Enum):
    """What is known of a file: all its bytes were hashed, or somebody named their SHA-256."""

    BYTES = "bytes"
    HASH = "hash"


def of_places(visit: Visit, places: tuple[Place, ...], known: Known) -> Context:
    """Say where a content was published; the first place in full, the others in a list."""
    if not places:
        return {"kind": "none"}
    first, *others = places
    sentence, signed = _sentences(visit, first, known)
    return {
        "kind": "file",
        "sentence": sentence,
        "signed": signed,
        "entry": _entry(visit, first.entry),
        "others": [
            {"role": role_of(one.role), **_entry(visit, one.entry)} for one in others[:_MORE_MOST]
        ],
        "more": max(0, len(others) - _MORE_MOST),
        "c": first.c,
        "role": first.role,
        "role_said": role_of(first.role),
    }


def of_held(visit: Visit, held: Held) -> Context:
    """Say what a receipt or a kept checkpoint proves."""
    values = {
        "size": writing.number(held.checkpoint.size),
        "witnesses": _witnesses(held.cosigned),
    }
    if held.entry is None:
        told = _("This log signed this checkpoint: its first {size} entries. All stand here still.")
        found: Context = {"kind": "checkpoint", "sentence": fill(told, values)}
    else:
        entry = _entry(visit, held.entry)
        told = _("This receipt holds: {what} by {publisher} stands at position {entry} of the log.")
        values |= {name: str(entry[name]) for name in ("what", "publisher")}
        values |= {"entry": writing.number(held.entry.index)}
        found = {"kind": "receipt", "sentence": fill(told, values), "entry": entry}
    return {
        **found,
        "signed": fill(_signed(held), values),
        "cosigned": _cosigned(visit, held.cosigned),
        "unknown": held.unknown,
        "size": held.checkpoint.size,
    }


def of_error(error: BroughtError) -> Context:
    """Say what is wrong with it, and where."""
    return {
        "kind": "wrong",
        "grave": error.grave,
        "where": _(error.where),
        "sentence": fill(_(error.message), error.values),
    }


def role_of(role: str) -> str:
    """Name what a content is to its entry."""
    if role.startswith(_TABLE):
        return fill(_("table {name} (Parquet)"), {"name": role.removeprefix(_TABLE)})
    names = {
        "original": _("the submitted file"),
        "metadata": _("what the publication says of itself"),
        "measurement": _("a measurement"),
        WITHHELD: _("the submitted file, kept back"),
        STATEMENT_ROLE: _("what an approver signed who let it through"),
        SIGNATURE_ROLE: _("the signature by which it was let through"),
    }
    return names.get(role, role)


def _sentences(visit: Visit, place: Place, known: Known) -> tuple[str, str]:
    """Say whose a content is; and apart from it what is to be said when no witness has signed."""
    held = visit.programme.brought.receipt_of(place.entry)
    entry = _entry(visit, place.entry)
    cosigned = held is not None and bool(held.cosigned) and held.quorum
    values = {
        "publisher": str(entry["publisher"]),
        "day": str(entry["when"]),
        "entry": writing.number(place.entry.index),
        "witnesses": _witnesses(held.cosigned if held else ()),
    }
    told = _told(place, known)[cosigned]
    return fill(told, values), "" if cosigned else fill(_signed(held), values)


def _told(place: Place, known: Known) -> tuple[str, str]:
    """Give two sentences of what is known: without witnesses, and with them."""
    if place.role == WITHHELD:
        return (
            _(
                "This file was handed in for what {publisher} published on {day}, position "
                "{entry}, and kept back, since it holds personal data."
            ),
            _(
                "This file was handed in for what {publisher} published on {day}, position "
                "{entry}, cosigned by {witnesses}, and kept back, since it holds personal data."
            ),
        )
    if known is Known.BYTES:
        return (
            _("This exact file was published by {publisher} on {day}, position {entry}."),
            _(
                "This exact file was published by {publisher} on {day}, position {entry}, "
                "cosigned by {witnesses}."
            ),
        )
    return (
        _("The file with this SHA-256 was published by {publisher} on {day}, position {entry}."),
        _(
            "The file with this SHA-256 was published by {publisher} on {day}, position {entry}, "
            "cosigned by {witnesses}."
        ),
    )


def _signed(held: Held | None) -> str:
    if held is None:
        return _("Its receipt is not here yet: it waits for the witnesses.")
    if not held.cosigned:
        return _("The log signed it; no witness that policy.txt names has cosigned it yet.")
    if not held.quorum:
        return _("Cosigned by {witnesses}: fewer than policy.txt asks for.")
    return _("Cosigned by {witnesses}.")


def _witnesses(cosigned: tuple[Cosigned, ...]) -> str:
    return ", ".join(one.name for one in cosigned)


def _cosigned(visit: Visit, cosigned: tuple[Cosigned, ...]) -> list[Context]:
    zone = visit.government.timezone
    return [
        {
            "name": one.name,
            "when": writing.moment(datetime.fromtimestamp(one.seconds, UTC), zone),
        }
        for one in cosigned
    ]


def _entry(visit: Visit, entry: Entry) -> dict[str, Any]:
    """Say what an entry is, in words and addresses."""
    found: dict[str, Any] = {
        "index": entry.index,
        "id": entry.leaf.id,
        "time": entry.leaf.time,
        "when": writing.moment(entry.leaf.time, visit.government.timezone),
        "publisher": visit.publisher,
        "what": _("an entry"),
        "title": "",
        "address": visit.log_address(entry.index),
        "replaced_by": None,
    }
    if entry.leaf.type is EntryType.MEASUREMENT:
        return {**found, "what": _("a measurement"), "title": _("Measurement")}
    if entry.leaf.type is not EntryType.PUBLICATION:
        return found
    return found | _publication(visit, visit.state.publication(entry.index))


def _publication(visit: Visit, publication: Publication) -> dict[str, Any]:
    facts = visit.programme.metadata(publication)
    title = facts.title if facts else _("A publication that was taken away")
    return {
        "publisher": facts.publisher if facts else visit.publisher,
        "what": fill(_("“{title}”"), {"title": title}),
        "title": title,
        "address": visit.address("publication", id=publication.id),
        "replaced_by": publication.replaced_by,
    }


def at_present(visit: Visit) -> Visit:
    """Give the same reader at today's state, where files are sent."""
    return replace(visit, size=None)
