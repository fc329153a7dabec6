"""What people say of promises, on pages and for programs; handed in without a sign-off."""

import csv
import io
import json
import shutil
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from pendopo.portal.voices import voices_of
from pendopo.programme.checking import Request
from pendopo.programme.own_key import new_key, sign
from pendopo.programme.programme import Programme
from pendopo.programme.signing import Introduction
from pendopo.published.claims.claim import Claim
from pendopo.terms.journey import Declaration
from pendopo.web.wsgi import make_application
from tests.portal.conftest import reader
from tests.portal.hall import FIRST
from tests.web.asking import ask

NOW = FIRST + timedelta(days=4)
PLAN = {
    "pendopo_plan": 1,
    "id": "contoh-2026",
    "title": "Plan of Contoh",
    "level": "local",
    "government": "Kabupaten Contoh",
    "submitted": 2026,
    "start": {"text": "2026", "first": "2026-01-01", "last": "2026-12-31"},
    "end": {"text": "2027", "first": "2027-01-01", "last": "2027-12-31"},
    "commitments": [
        {
            "id": "open-contracting",
            "title": "Every contract in the open",
            "lead": "Procurement unit",
            "unknown": ["start", "end"],
            "milestones": [{"id": "payments", "title": "Payments are shown", "unknown": ["due"]}],
        }
    ],
}
CLAIM = Claim(
    log="contoh.example/log",
    at="2026-11-20T02:30:00Z",
    role="reviewer",
    plan="contoh-2026",
    commitment="open-contracting",
    codebook="irm-2020",
    question="completion_end",
    value="Limited",
    sources=("https://example.org/review.pdf", "entry 4"),
    says="Pembayaran <tidak> ada.",
    language="id",
    number=1,
)


@pytest.fixture(scope="module")
def said(hall, tmp_path_factory):
    """A programme of whose promise four voices have spoken, one of them twice; give its folder."""
    folder = tmp_path_factory.mktemp("claims")
    shutil.copytree(hall.root, folder / "hall", symlinks=True)
    programme = Programme.open(folder / "hall")
    (folder / "plan.json").write_text(json.dumps(PLAN))
    scope = Declaration(scope={"plan": "contoh-2026"}, title="Plan")
    outcome = programme.publish([Request(folder / "plan.json", "plans", NOW, scope)])
    assert not outcome.stopped, [f.sentence() for r in outcome.reports for f in r.findings]
    for role in ("publisher", "reviewer"):
        asked = Introduction(new_key(folder / role), (role,), f"Office of the {role}", role)
        programme.signing.introduce(asked, lambda: NOW)
    for role, value, number in (
        ("publisher", "Substantial", 1),
        ("publisher", "Complete", 2),
        ("reviewer", "Limited", 1),
        ("reviewer", "Limited", 3),
    ):
        claim = replace(CLAIM, role=role, value=value, number=number)
        claim = replace(claim, milestone="payments" if number == 3 else "")
        note = sign(claim.statement(), folder / role)[0]
        programme.claiming.record(note.encode(), lambda: NOW)
    forum = replace(CLAIM, role="civil-society", number=None, office="Forum Warga")
    forum = replace(forum, codebook="attestation-1", question="seen_done", value="Partly")
    programme.claiming.record(forum.statement().text().encode(), lambda: NOW)
    return folder


@pytest.fixture(scope="module")
def programme(said):
    return Programme.open(said / "hall")


@pytest.fixture(scope="module")
def shown(programme):
    return reader(programme)


def part(programme, language="en"):
    """Render the part as the page of a commitment includes it."""
    from pendopo.portal.visit import Visit  # noqa: PLC0415  Django is set up first

    query = RequestFactory().get("/").GET
    state = programme.state()
    visit = Visit(programme, state, language, None, "http://x", "/", query, ("claims", {}))
    with translation.override(language):
        voices = voices_of(visit, "contoh-2026", "open-contracting")
        return voices, render_to_string("parts/voices.html", {"visit": visit, "voices": voices})


def test_the_voices_of_a_promise_stand_beside_each_other(programme):
    voices, text = part(programme)

    headings = [(one.heading, [said.shown for said in one.said]) for one in voices.pillars]
    assert headings == [
        ("The government says", ["Complete"]),
        ("Civil society says", ["Partly"]),
        ("The reviewer says", ["Limited"]),
    ]
    assert "Pembayaran &lt;tidak&gt; ada." in text
    assert 'lang="id"' in text
    assert "Recorded by the government; not signed by them" in text


def test_where_they_differ_is_said_in_a_sentence_and_on_the_scale(programme):
    voices, text = part(programme)

    [sentence] = voices.conflicts
    assert sentence.startswith(
        "They differ on “Completion at the end” of Every contract in the open. Government: Complete"
    )
    assert "; Reviewer: Limited (" in sentence
    assert [(one.value, one.who) for one in voices.scale if one.who] == [
        ("Limited", ("Reviewer",)),
        ("Complete", ("Government",)),
    ]
    assert sentence in text


def test_what_was_said_before_stays_and_what_never_came_is_told(programme):
    voices, _ = part(programme)

    assert [(one.who, one.shown) for one in voices.earlier] == [("Government", "Substantial")]
    assert voices.earlier[0].newer
    assert voices.notes == (
        "No claim 2 of Office of the reviewer is in this log, though later ones are.",
    )


def test_a_code_that_nobody_verified_is_unknown(programme, monkeypatch):
    from pendopo.standards.ogp import codebook  # noqa: PLC0415

    known = codebook.scale_of
    monkeypatch.setattr(codebook, "scale_of", lambda *of: replace(known(*of), verified=False))

    voices, _ = part(programme)

    assert voices.pillars[0].said[0].shown == "unknown (written as Complete)"


def test_the_page_and_the_files_hold_the_same_claims(shown):
    page = shown("/en/claims/")
    facts = json.loads(shown("/en/claims/index.json").body)
    whole = json.loads(shown("/data/claims.json").body)
    rows = list(csv.DictReader(io.StringIO(shown("/data/claims.csv").body.decode())))

    assert page.status == 200
    assert "recorded by the government" in page.body.decode().lower()
    assert len(rows) == len(whole["claims"]) == 5
    assert facts["claims"] == whole["claims"][::-1]
    assert rows[0]["value"] == "Substantial"
    assert whole["missing"][0]["spans"] == [{"first": 2, "last": 2}]
    assert len(page.body) < 15_000


def test_a_past_state_knows_nothing_of_what_came_after(shown, programme):
    first = programme.claiming.claims().recorded[0].index

    then = json.loads(shown(f"/at/{first + 1}/data/claims.json").body)

    assert [one["value"] for one in then["claims"]] == ["Substantial"]
    assert then["conflicts"] == []


def test_each_claim_is_an_item_of_the_feed(shown):
    feed = ET.fromstring(shown("/en/claims/feed.atom").body)  # noqa: S314  our own feed
    atom = "{http://www.w3.org/2005/Atom}"

    titles = [one.findtext(f"{atom}title") for one in feed.iter(f"{atom}entry")]

    assert titles[0] == "Civil society: Partly"
    assert len(titles) == 5


def test_the_page_to_sign_with_is_a_file_to_keep(shown):
    found = shown("/en/claims/sign.html")

    assert found.headers["Content-Disposition"] == 'attachment; filename="sign-a-claim.html"'
    assert '"log": "contoh.example/log"' in found.body.decode()
    assert "payments" in found.body.decode()


def test_a_claim_handed_in_over_http_is_public_at_once(said, tmp_path):
    shutil.copytree(said / "hall", tmp_path / "hall", symlinks=True)
    programme = Programme.open(tmp_path / "hall")
    application = make_application(programme)

    def hand_in(data):
        body = {"wsgi.input": io.BytesIO(data), "CONTENT_LENGTH": str(len(data))}
        return ask(application, "/log/add-claim", "POST", **body)

    note = sign(replace(CLAIM, number=4).statement(), said / "reviewer")[0].encode()

    before = ask(application, "/en/claims/").body.decode()
    taken = hand_in(note)
    again = hand_in(note)
    public = ask(application, taken.body.decode().strip())
    after = ask(application, "/en/claims/").body.decode()
    refused = hand_in(note.replace(b"Limited", b"Major"))
    asked = ask(application, "/log/add-claim")

    assert [one.status for one in (taken, again, public)] == [202, 202, 200]
    assert public.body == note
    assert "Claim 4 of Office of the reviewer was handed in" not in before
    assert "Claim 4 of Office of the reviewer was handed in" in after
    assert refused.status == 403
    assert "not over this text" in refused.body.decode()
    assert asked.status == 405
