"""A milestone is attested in a form, signed on one's own device, and handed in as a claim."""

import json
import re
import threading
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.handed_in import HandedIn, Waiting
from pendopo.programme.own_key import new_key, sign
from pendopo.programme.signing import Introduction
from pendopo.published.claims.claim import ClaimError
from pendopo.standards.statement import parse_statement
from pendopo.terms.journey import Declaration
from tests.desk.conftest import START, Desk
from tests.programme.test_claiming import PLAN

OFFICE = "Dinas Uji"
KEY = "9" * 32


def planned(desk: Desk, tmp_path: Path) -> None:
    """Publish a plan, and introduce the key of an office."""
    opened, clock = desk.opened, partial(datetime.now, UTC)
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(PLAN), "utf-8")
    said = Declaration(title="Plan", licence="CC-BY-4.0", scope={"plan": "uji-2026"})
    assert opened.publish([Request(plan, "plans", clock(), said)], clock=clock).entries
    key = new_key(tmp_path / "key")
    opened.signing.introduce(Introduction(key, ("publisher",), OFFICE, "planning"), clock)


def written_by(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """Note from now on who writes a claim that was handed in."""
    found: list[threading.Thread] = []
    keep = HandedIn.keep

    def noted(self: HandedIn, data: bytes, made: Waiting) -> None:
        found.append(threading.current_thread())
        keep(self, data, made)

    monkeypatch.setattr(HandedIn, "keep", noted)
    return found


def test_a_milestone_is_attested_by_what_its_publisher_signs(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    planned(desk, tmp_path)
    written = written_by(monkeypatch)
    clerk = desk.signed_in("sari", "publisher", OFFICE)
    clerk.post("/forms/attestation/", key=KEY, office=OFFICE)
    step, end = f"/drafts/{KEY}/attestation/", f"/drafts/{KEY}/sign/"

    page = clerk.get(step).text
    row = re.search(r'name="row" value="([0-9a-f]{32})"', page)
    assert row
    kept = clerk.post(step, row=row[1], **{
        "f-about": "uji-2026/open-contracting/payments", "f-seen_done": "Partly",
        "f-says": "Half of them.", "f-source": "https://uji.example/p", "f-number": "1",
    })  # fmt: skip
    text = clerk.get(f"{end}claim.txt").body.decode()
    unsigned = clerk.upload(end, ("claim.txt", text.encode()), end).status
    note = sign(parse_statement(text), tmp_path / "key")[0]
    clerk.upload(end, ("claim.sig", note.encode()), end)

    assert '<option value="uji-2026/open-contracting/payments"' in page
    assert kept.to == f"/drafts/{KEY}/"
    assert unsigned == 422
    # The signer wrote it: pages that run as a user of their own may write nothing public.
    assert [one is threading.current_thread() for one in written] == [False]
    [waiting] = desk.opened.claiming.waiting_facts()
    assert (waiting["milestone"], waiting["office"]) == ("payments", OFFICE)
    assert "It is public from now on" in clerk.get(end).text


def test_a_claims_number_in_letters_is_told_in_the_desks_words(desk: Desk):
    from pendopo.desk.attesting import text_of

    with pytest.raises(ClaimError, match="Write a whole number"):
        text_of(desk.opened, {"about": "a/b", "number": "satu"}, "en", START)
