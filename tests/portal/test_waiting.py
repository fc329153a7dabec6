"""What is recorded and waits for witnesses is shown, and counted nowhere as published."""

import json
import re
import shutil
from datetime import timedelta
from html import unescape

import pytest

from pendopo.programme.programme import Programme
from pendopo.programme.quorum import with_quorum, with_witness
from pendopo.standards.tlog.cosigner import Cosigner
from pendopo.standards.tlog.note import Verifier
from pendopo.standards.tlog.policy import Party
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, publish, roads

ONE, TWO = (Cosigner(f"{name}.example/saksi", name[:1].encode() * 32) for name in ("lsm", "kampus"))
SECONDS = 1_795_000_000


def sign(programme, *cosigners):
    """Let witnesses sign what waits, and the next writer see it."""
    waiting = programme.witnesses.waiting()
    for one in cosigners:
        text = waiting.checkpoint.checkpoint.text()
        note = f"{text}\n{one.cosign(text.encode(), SECONDS)}"
        programme.witnessing.hand_in(note.encode())
    programme.ask_witnesses(FIRST + timedelta(days=9))


@pytest.fixture(scope="module")
def waiting(hall, tmp_path_factory):
    """A copy of the hall with two witnesses, one of whom has signed the newest publication."""
    folder = tmp_path_factory.mktemp("waiting")
    shutil.copytree(hall.root, folder / "hall", symlinks=True)
    programme = Programme.open(folder / "hall")
    policy = programme.witnesses.policy()
    for one in (ONE, TWO):
        policy = with_witness(policy, one.name, Party(Verifier.parse(one.vkey)))
    data = with_quorum(policy, 2).encode()
    programme.change_witnesses(data, FIRST + timedelta(days=4))
    sign(programme, ONE, TWO)
    title = "Roads <mended>, once more"
    publish(programme, folder / "roads.csv", roads(62), title=title, hours=24 * 5)
    sign(programme, ONE)
    return programme


@pytest.fixture(scope="module")
def look(waiting):
    return reader(waiting)


def text_of(answer):
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.body.decode())).split())


def test_the_log_names_what_waits_and_who_has_signed(look, waiting):
    page = look("/en/log/")
    told = text_of(page)

    assert "Recorded, waiting for witnesses (1 of 2)" in told
    assert "Roads &lt;mended&gt;, once more" in page.body.decode()
    assert "Have signed lsm.example/saksi" in told
    assert "kampus.example/saksi It fetches the checkpoint by itself" in told
    assert f"of {waiting.state().size} counted from 0" in told


def test_the_witnesses_of_the_published_checkpoint_are_listed_with_their_times(look, waiting):
    told = text_of(look("/en/log/"))
    past = text_of(look(f"/at/{waiting.state().size}/en/log/"))

    row = rf"lsm.example/saksi {waiting.state().size} .*2026"
    assert re.search(row, told)
    assert re.search(row, past)
    assert "2 of 2 must sign" in told
    assert "waiting for witnesses" not in past


def test_a_publication_that_waits_has_a_page_of_its_own(look, waiting):
    [entry] = waiting.witnesses.waiting().entries
    address = f"/en/publications/{entry.leaf.id}/"
    page = look(address)
    told = text_of(page)

    assert (page.status, page.body.count(b"<h1")) == (200, 1)
    assert "Recorded, waiting for witnesses (1 of 2)" in told
    assert "Roads <mended>, once more" in told
    assert look(f"/at/{waiting.state().size}{address}").status == 404
    assert look("/en/publications/01J00000000000000000000000/").status == 404
    for link in re.findall(r'href="(/[^"#]*)', page.body.decode()):
        assert look(unescape(link)).status in {200, 304}, link


def test_the_first_page_says_that_something_waits_and_counts_it_nowhere(look, waiting):
    told = text_of(look("/en/"))

    assert "1 entry is recorded, waiting for witnesses (1 of 2), and not counted here." in told
    assert re.search(rf"The log, {waiting.state().size} entries", told)
    assert "once more" not in told


def test_programs_are_told_the_same(look, waiting):
    log, home = (json.loads(look(f"/en/{page}index.json").body) for page in ("log/", ""))
    [entry] = waiting.witnesses.waiting().entries
    own = json.loads(look(f"/en/publications/{entry.leaf.id}/index.json").body)

    assert log["waiting"] == home["waiting"] == own["waiting"]
    assert (own["permanent"], own["publication"]["entry"]) == (None, entry.index)
    assert (log["waiting"]["have"], log["waiting"]["needed"]) == (1, 2)
    assert log["waiting"]["entries"][0]["id"] == entry.leaf.id
    assert [one["name"] for one in log["witnesses"]] == [ONE.name, TWO.name]
    assert all(one["signed"] for one in log["witnesses"])


def test_a_receipt_says_who_signed_it(waiting, tmp_path):
    shutil.copytree(waiting.root, tmp_path / "hall", symlinks=True)
    programme = Programme.open(tmp_path / "hall")
    look = reader(programme)
    before = text_of(look("/en/log/"))
    entry = programme.witnesses.waiting().entries[0]  # type: ignore[union-attr]

    sign(programme, TWO)

    address = f"/en/publications/{entry.leaf.id}/"
    assert "waiting for witnesses" in before
    assert "waiting for witnesses" not in text_of(look("/en/log/")), "a page kept too long"
    assert "Witnesses who signed it lsm.example/saksi, kampus.example/saksi" in text_of(
        look(address)
    )
    assert json.loads(look(f"{address}index.json").body)["cosigned_by"] == [ONE.name, TWO.name]


def test_how_to_check_lists_the_witnesses(look):
    assert "kampus.example/saksi" in text_of(look("/en/verify/"))


def test_what_a_witness_answered_is_shown_as_text(look, waiting):
    known = {
        "v": 1,
        "witnesses": [
            {
                "vkey": TWO.vkey,
                "size": 99,
                "asked": "2026-11-23T02:00:00Z",
                "outcome": outcome,
                "status": 403,
                "said": "<b>no</b>",
                "failures": 1,
            }
            for outcome in ("refused",)
        ],
    }
    (waiting.public / "witnesses.json").write_text(json.dumps(known))
    page = look("/en/log/").body.decode()
    (waiting.public / "witnesses.json").write_text("[1]")
    damaged = look("/en/log/")

    assert "It refused: &lt;b&gt;no&lt;/b&gt;" in page
    assert damaged.status == 200
