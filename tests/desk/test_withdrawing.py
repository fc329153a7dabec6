"""Something published is hidden by one officer, and taken away by what two of them signed."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pendopo.programme.own_key import new_key, sign
from pendopo.programme.signing import Introduction
from pendopo.standards.statement import parse_statement
from tests.desk.conftest import Desk, Visitor
from tests.desk.test_four_eyes import SAID, seen_in

OFFICE = "Desa Rejo"
_NOW = partial(datetime.now, UTC)


@pytest.fixture(scope="module")
def reviewer(desk: Desk) -> Visitor:
    return desk.signed_in("budi", "reviewer")


@pytest.fixture(scope="module")
def id_(desk: Desk, reviewer: Visitor) -> str:
    return published(desk, reviewer)


def published(desk: Desk, reviewer: Visitor, clerk_name: str = "sari") -> str:
    """Publish a file through the desk; its id."""
    from pendopo.desk.models import Submission

    clerk = desk.signed_in(clerk_name, "publisher", OFFICE)
    file = ("a.csv", f"village,year,by\nRejo,2026,{clerk_name}\nSari,2026,380\n".encode())
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()
    clerk.post(f"{address}say/", **SAID)
    desk.work()
    clerk.post(f"{address}send/", waved="Small.")
    seen = seen_in(reviewer.get(address).text)
    reviewer.post(f"{address}let-through/", waved="Right.", seen=seen)
    desk.work()
    return str(Submission.objects.get(pk=address.split("/")[-2]).publication)


def test_one_officer_hides_it_and_gives_it_back(desk: Desk, reviewer: Visitor, id_: str):
    page = f"/withdraw/{id_}/"

    unknown = reviewer.post(page, wish="hold", reason="because").status
    reviewer.post(page, wish="hold", reason="COURT-ORDER")
    desk.work()
    hidden = bool(desk.opened.state().hidden)
    told = reviewer.get(page).text
    reviewer.post(page, wish="end")
    desk.work()

    assert (unknown, hidden, bool(desk.opened.state().hidden)) == (422, True, False)
    assert "It is hidden" in told
    assert f"asked that {id_} be hidden" in desk.signed_in("lusi", "lead").get("/audit/").text


def test_a_hold_that_is_sent_again_once_it_is_in_the_log_is_told_and_held_once(
    desk: Desk, reviewer: Visitor
):
    from pendopo.desk.models import Act, Withdrawal

    page = f"/withdraw/{published(desk, reviewer, 'wati')}/"
    reviewer.post(page, wish="hold", reason="COURT-ORDER")
    desk.work()
    [*_, first] = [one for one in desk.opened.recorded().entries if one.leaf.type == "hold"]

    def counted() -> tuple[int, int, int]:
        asked = Act.objects.filter(what="hold-asked").count()
        return desk.opened.recorded().size, Withdrawal.objects.count(), asked

    before = counted()
    again = reviewer.post(page, wish="hold", reason="COURT-ORDER")
    told = reviewer.get(again.to).text
    other = desk.signed_in("lukas", "lead")
    theirs = other.get(other.post(page, wish="hold", reason="COURT-ORDER").to).text
    desk.work()

    since = f"{first.leaf.time[:16].replace('T', ' ')} UTC: entry {first.index} of the log"
    assert f"It is hidden already, since {since}" in told
    assert f"It is hidden already, since {since}" in theirs
    assert counted() == before


def test_what_is_hidden_for_a_while_is_hidden_once_more_as_personal_data(
    desk: Desk, reviewer: Visitor
):
    page = f"/withdraw/{published(desk, reviewer, 'yani')}/"
    for reason in ("COURT-ORDER", "ID-PDP-43", "ID-PDP-43", "COURT-ORDER"):
        reviewer.post(page, wish="hold", reason=reason)
        desk.work()

    [hold] = [one for one in desk.opened.recorded().withdrawn.lasting if one.reason == "ID-PDP-43"]
    reviewer.post(page, wish="end")
    desk.work()

    assert [one.ended is None for one in desk.opened.recorded().withdrawn.holds][-1] is False
    assert hold.ended is None


class Killed(BaseException):
    """What no worker catches: as if the power had gone."""


def test_a_worker_that_dies_over_it_hides_it_once_when_it_is_back(
    desk: Desk, reviewer: Visitor, monkeypatch: pytest.MonkeyPatch
):
    from django_tasks_db.models import DBTaskResult

    from pendopo.desk import taking_back
    from pendopo.desk.models import Act, Withdrawal
    from pendopo.desk.signer import ask
    from pendopo.desk.working import begin_again

    def die(*given: Any) -> None:
        ask(*given)
        raise Killed

    page = f"/withdraw/{published(desk, reviewer, 'tini')}/"
    reviewer.post(page, wish="hold", reason="COURT-ORDER")
    waits = DBTaskResult.objects.get(status="READY", task_path__endswith=".carry")
    with monkeypatch.context() as patched:
        patched.setattr(taking_back, "ask", die)
        waits.claim("the one that dies")
        with pytest.raises(Killed):
            taking_back.carry.func(*waits.args_kwargs["args"])
    before = Act.objects.filter(what="held").count()
    begin_again()
    desk.work()

    wanted = Withdrawal.objects.latest("pk")
    holds = [one.index for one in desk.opened.recorded().entries if one.leaf.type == "hold"]
    assert (wanted.fault, wanted.entry) == ("", holds[-1])
    assert "on its way to the log" not in reviewer.get(page).text
    assert Act.objects.filter(what="held").count() == before + 1


@pytest.mark.parametrize("wish", ["hold", "redact"])
def test_what_the_worker_fell_over_is_told_to_who_wanted_it(
    desk: Desk, reviewer: Visitor, monkeypatch: pytest.MonkeyPatch, id_: str, wish: str
):
    from pendopo.desk import taking_back

    def fall(*_given: Any, **_named: Any) -> None:
        raise RuntimeError

    page = f"/withdraw/{id_}/"
    with monkeypatch.context() as patched:
        patched.setattr(taking_back, "ask", fall)
        patched.setattr(taking_back, "Asked", fall)
        reviewer.post(page, wish=wish, reason="ID-PDP-43", says="Nama ada di dalamnya.")
        desk.work()

    told = reviewer.get(page).text
    reviewer.post(f"{page}drop/", page)
    assert "The program fell over it" in told


def test_why_it_is_refused_is_told_in_the_language_of_each_who_reads_it(
    desk: Desk, reviewer: Visitor, id_: str
):
    page = f"/withdraw/{id_}/"
    says = "Hubungi 0812-3456-7890 atau sari@rejo.example."
    reviewer.post(page, wish="redact", reason="ID-PDP-43", says=says)
    desk.work()

    english = reviewer.get(page).text
    reviewer.cookies["pendopo_desk_language"] = "id"
    indonesian = reviewer.get(page).text
    reviewer.cookies["pendopo_desk_language"] = "en"
    reviewer.post(f"{page}drop/", page)

    assert "personal data" in english
    assert "personal data" not in indonesian
    assert "data pribadi" in indonesian
    assert "telephone number, e-mail" in english or "e-mail, telephone number" in english
    assert "telephone" not in indonesian


def test_a_reason_that_was_written_down_as_a_sentence_is_told_as_it_stands():
    from pendopo.desk.wishes import why

    assert why("Nobody wants this.", str.upper) == "NOBODY WANTS THIS."
    assert why("12 are held.", str) == "12 are held."


def test_two_officers_who_signed_take_it_away(
    desk: Desk, reviewer: Visitor, id_: str, tmp_path: Path
):
    from pendopo.desk.models import Submission

    page = f"/withdraw/{id_}/"
    for unit in ("legal", "inspectorate"):
        key = new_key(tmp_path / unit)
        asked = Introduction(key, ("officer",), f"Office {unit}", unit)
        desk.opened.signing.introduce(asked, _NOW)
    reviewer.post(page, wish="redact", reason="ID-PDP-43", says="Nama ada di dalamnya.")
    desk.work()
    text = reviewer.get(f"{page}text/").body.decode()
    one, two = (
        sign(parse_statement(text), tmp_path / unit)[0].encode()
        for unit in ("legal", "inspectorate")
    )

    forged = reviewer.upload(f"{page}signed/", ("w.sig", one[:-9] + b"AAAAAAA=\n"), page).status
    first = reviewer.upload(f"{page}signed/", ("w.sig", one), page).status
    desk.work()
    after_one = (reviewer.get(page).text, bool(desk.opened.state().redacted))
    reviewer.upload(f"{page}signed/", ("w.sig", two), page)
    desk.work()

    assert (forged, first, after_one[1]) == (422, 302, False)
    assert "1 signature is here" in after_one[0]
    assert "two officers of different units are needed" in after_one[0]
    assert desk.opened.state().redacted
    kept = Submission.objects.filter(publication=id_).values_list("versions__filename", flat=True)
    assert list(kept) == ["-"]  # the worker forgot it, whoever looks
    assert "It was taken away" in reviewer.get(page).text
    assert f"{id_} is taken away" in desk.signed_in("lina", "lead").get("/audit/").text
