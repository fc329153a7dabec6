"""Who let a publication through with a key of their own, as its page tells it: an office."""

import json
from contextlib import suppress
from typing import Any

from pendopo.portal.visit import Visit, root
from pendopo.published.approvals import (
    SIGNATURE_ROLE,
    STATEMENT_ROLE,
    Approved,
    carries,
    check_publication,
)
from pendopo.published.people import SignedError
from pendopo.published.state import Publication


def approved(visit: Visit, found: Publication) -> dict[str, Any] | None:
    """Give by whose key a publication was let through; None where it says nothing of that.

    :returns: ``holds``, whether the signature does, and where both of its objects are
    """
    gone = {one.c for one in found.objects if visit.state.gone(one) is not None}
    if not carries(found.leaf) or not gone.isdisjoint(one.c for one in _both(found)):
        return None
    people = visit.programme.signing.people(visit.state).before(found.index)

    def content(c: str) -> bytes | None:
        path = visit.programme.object_path(c)
        return path.read_bytes() if c and c not in gone and path.exists() else None

    try:
        sha256 = _sha256(visit, found)
        held = check_publication(found.leaf, content, people, visit.origin, sha256)
    except SignedError:
        held = None
    return {
        "holds": held is not None,
        **(_told(visit, held) if held else {}),
        "objects": [
            {"role": one.role, "address": f"{root()}/objects/{one.c[:2]}/{one.c}"}
            for one in _both(found)
        ],
    }


def _told(visit: Visit, held: Approved) -> dict[str, Any]:
    return {
        "office": held.by.office,
        "at": held.statement.at,
        "entry": held.by.index,
        "introduced": visit.log_address(held.by.index),
    }


def _sha256(visit: Visit, found: Publication) -> bytes | None:
    """Give the SHA-256 of the file that is public; None where there is none."""
    originals = {one.c for one in found.objects if one.role == "original"}
    path = visit.programme.public / "pub" / found.id / "salts.json"
    with suppress(OSError, ValueError, LookupError, TypeError):
        for one in json.loads(path.read_bytes())["objects"]:
            if one["c"] in originals:
                return bytes.fromhex(one["sha256"])
    return None


def _both(found: Publication) -> list[Any]:
    return [one for one in found.objects if one.role in (STATEMENT_ROLE, SIGNATURE_ROLE)]
