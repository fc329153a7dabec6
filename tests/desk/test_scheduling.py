"""What was let through for a day is published on that day, by the signer, once, whatever fell over.

The clock that worker and signer look at is set by hand; all else is as it runs.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.desk.conftest import Desk, Visitor, as_asked
from tests.desk.test_four_eyes import SAID, seen_in

OFFICE = "Desa Rejo"
ZONE = ZoneInfo("Asia/Jakarta")
_SECOND = timedelta(seconds=1)


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk for each test: no log goes back to an earlier day."""
    yield from as_asked(tmp_path_factory)


@pytest.fixture
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


@pytest.fixture
def reviewer(desk: Desk) -> Visitor:
    return desk.signed_in("budi", "reviewer")


def scheduled(desk: Desk, clerk: Visitor, reviewer: Visitor, dataset: str, day: date) -> str:
    """Have a file let through for a day, by the pages; its address."""
    file = ("a.csv", f"village,year,households\nRejo,2026,{len(dataset)}\n".encode())
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()
    clerk.post(f"{address}say/", **{**SAID, "scope-dataset": dataset})
    desk.work()
    clerk.post(f"{address}send/", waved="Small villages.")
    form = {"waved": "Right.", "seen": seen_in(reviewer.get(address).text)}
    reviewer.post(f"{address}let-through/", **form, not_before=day.isoformat())
    return address


@contextmanager
def clock_at(at: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have it be a time from which the clock does not go on."""
    from django.utils import timezone

    with monkeypatch.context() as patched:
        patched.setattr(timezone, "now", lambda: at)
        yield


def morning(day: date) -> datetime:
    """Give when a day begins where the government is."""
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def in_days(count: int) -> date:
    return datetime.now(ZONE).date() + timedelta(days=count)


def row(address: str) -> Any:
    from pendopo.desk.models import Submission

    return Submission.objects.get(pk=address.split("/")[-2])


def leave_the_line(desk: Desk) -> None:
    """Have nobody listen where the signer listened, as after it was killed."""
    from pendopo.desk.signer import socket_path

    socket_path(desk.opened).unlink()


def listen_again(desk: Desk) -> None:
    """Start another signer."""
    from pendopo.desk.alive import signer_lives
    from pendopo.desk.signer import serve

    threading.Thread(target=serve, args=(desk.opened,), daemon=True).start()
    while not signer_lives(desk.opened):
        pass


def test_it_is_published_as_its_day_begins_where_the_government_is_and_not_a_second_before(
    desk: Desk, clerk: Visitor, reviewer: Visitor, monkeypatch: pytest.MonkeyPatch
):
    day = in_days(2)
    address = scheduled(desk, clerk, reviewer, "day", day)
    size = desk.opened.recorded().size

    told = clerk.get(address).text
    seen = []
    for at in (datetime.now(UTC), morning(day) - _SECOND, morning(day)):
        with clock_at(at, monkeypatch):
            desk.work()
        seen.append((row(address).stage, desk.opened.recorded().size - size))

    assert f"It was let through and is published on {day}." in told
    assert seen == [("approved", 0), ("approved", 0), ("published", 1)]
    leaf = desk.opened.recorded().entries[row(address).entry].leaf
    assert (leaf.id, leaf.actor) == (row(address).publication, "publisher.reviewer")
    assert leaf.time == f"{morning(day):%Y-%m-%dT%H:%M:%SZ}"


def test_a_worker_that_starts_anew_meanwhile_publishes_it_on_its_day_and_once(
    desk: Desk, clerk: Visitor, reviewer: Visitor, monkeypatch: pytest.MonkeyPatch
):
    from pendopo.desk.models import Act, Job
    from pendopo.desk.working import begin_again

    day = in_days(3)
    address = scheduled(desk, clerk, reviewer, "anew", day)
    size = desk.opened.recorded().size

    begin_again()
    desk.work()
    begin_again()
    with clock_at(morning(day) - _SECOND, monkeypatch):
        desk.work()
    before = row(address).stage
    with clock_at(morning(day), monkeypatch):
        begin_again()
        desk.work()

    assert (before, row(address).stage) == ("approved", "published")
    assert desk.opened.recorded().size == size + 1
    assert Act.objects.filter(submission=row(address).pk, what="published").count() == 1
    assert not Job.objects.filter(submission=row(address), ended_at=None).exists()


def test_what_fell_over_as_its_day_began_is_asked_for_again_and_the_page_says_why(
    desk: Desk, clerk: Visitor, reviewer: Visitor, monkeypatch: pytest.MonkeyPatch
):
    from pendopo.desk.working import begin_again

    day = in_days(4)
    address = scheduled(desk, clerk, reviewer, "again", day)
    size = desk.opened.recorded().size

    leave_the_line(desk)
    with clock_at(morning(day), monkeypatch):
        desk.work()
    told, fallen = clerk.get(address).text, row(address).stage
    listen_again(desk)
    with clock_at(morning(day) + 29 * _SECOND, monkeypatch):
        begin_again()  # nor does a worker that starts anew ask at once
        desk.work()
    waiting = row(address).stage
    with clock_at(morning(day) + 30 * _SECOND, monkeypatch):
        desk.work()

    assert "The program that signs does not answer. It is asked again." in told
    assert "data-live" in told  # the page does what it says: it looks again by itself
    assert (fallen, waiting, row(address).stage) == ("approved", "approved", "published")
    assert desk.opened.recorded().size == size + 1


def test_what_a_reviewer_takes_back_before_its_day_is_not_published_on_it(
    desk: Desk, clerk: Visitor, reviewer: Visitor, monkeypatch: pytest.MonkeyPatch
):
    day = in_days(5)
    address = scheduled(desk, clerk, reviewer, "back", day)
    size = desk.opened.recorded().size

    reviewer.post(f"{address}recall/")
    with clock_at(morning(day), monkeypatch):
        desk.work()

    assert (row(address).stage, desk.opened.recorded().size) == ("sent", size)


def test_a_day_that_a_clerk_asks_for_stands_before_the_reviewer_who_may_choose_another(
    desk: Desk, clerk: Visitor, reviewer: Visitor
):
    asked, chosen = in_days(7), in_days(9)
    address = sent_for(desk, clerk, "asked", asked)
    page, told = reviewer.get(address).text, clerk.get(address).text
    let_through = {"waved": "Right.", "seen": seen_in(page)}

    reviewer.post(f"{address}let-through/", **let_through, not_before=chosen.isoformat())

    field = page.partition('<input id="not_before"')[2].partition(">")[0]
    assert f'value="{asked}"' in field
    assert f"<dd>{asked}</dd>" in told
    assert (row(address).stage, row(address).not_before) == ("approved", chosen)
    assert f"It was let through and is published on {chosen}." in clerk.get(address).text


def test_a_day_that_has_passed_or_is_none_is_refused_beside_its_field(desk: Desk, clerk: Visitor):
    told = []
    for day in ("2026-01-01", "soon"):
        address = sent_for(desk, clerk, "refused", day)
        told.append(clerk.post(f"{address}send/", waved="Small villages.", not_before=day))

    assert [one.status for one in told] == [422] * 2
    assert row(address).stage == "ready"
    assert '<small class="wrong" id="not_before-wrong">Write a day from today on' in told[0].text
    assert '<small class="wrong" id="not_before-wrong">Write the day as' in told[1].text


@pytest.fixture
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk at which an office publishes datasets alone."""
    yield from as_asked(tmp_path_factory, 'without_reviewer = ["datasets"]\n')


def test_who_publishes_alone_sets_the_day_and_takes_it_back_until_then(
    alone: Desk, monkeypatch: pytest.MonkeyPatch
):
    clerk, day = alone.signed_in("tono", "publisher", OFFICE), in_days(6)
    kept, back = (sent_for(alone, clerk, name, day) for name in ("kept", "back"))
    size = alone.opened.recorded().size
    clerk.post(f"{back}take-back/")
    seen = []

    for at in (morning(day) - _SECOND, morning(day)):
        with clock_at(at, monkeypatch):
            alone.work()
        seen.append((row(kept).stage, row(back).stage, alone.opened.recorded().size - size))

    assert seen == [("approved", "ready", 0), ("published", "ready", 1)]
    assert f'value="{day}"' in clerk.get(back).text


def sent_for(desk: Desk, clerk: Visitor, dataset: str, day: date | str) -> str:
    """Hand a file in and send it on, asking for a day; its address."""
    file = ("a.csv", f"village,year,households\nRejo,2026,{len(dataset)}\n".encode())
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()
    clerk.post(f"{address}say/", **{**SAID, "scope-dataset": dataset})
    desk.work()
    clerk.post(f"{address}send/", waved="Small villages.", not_before=str(day))
    return address
