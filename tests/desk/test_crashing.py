"""A worker that dies leaves nothing half done: what it had begun is begun again, and done once."""

import os
from typing import Any

import pytest

from tests.desk.conftest import Desk, Visitor

OFFICE = "Desa Rejo"


class Killed(BaseException):
    """What no page or worker catches: as if the power had gone."""


@pytest.fixture(scope="module")
def people(desk: Desk) -> tuple[Visitor, Visitor]:
    return desk.signed_in("sari", "publisher", OFFICE), desk.signed_in("budi", "reviewer")


def dying(monkeypatch: pytest.MonkeyPatch, name: str, *, after: bool) -> None:
    from pendopo.desk import working

    known: Any = getattr(working, name)

    def die(*given: Any, **named: Any) -> None:
        if after:
            known(*given, **named)
        raise Killed

    monkeypatch.setattr(working, name, die)


def begun_and_killed(monkeypatch: pytest.MonkeyPatch, name: str, *, after: bool) -> None:
    """Begin the newest job, and die in the middle of it; then be there again."""
    from pendopo.desk.models import Job
    from pendopo.desk.working import begin_again, work

    with monkeypatch.context() as patched:
        dying(patched, name, after=after)
        with pytest.raises(Killed):
            work.func(Job.objects.filter(ended_at=None).latest("pk").pk)
    begin_again()


def test_a_worker_that_dies_at_any_step_leaves_nothing_half_done(
    desk: Desk, people: tuple[Visitor, Visitor], monkeypatch: pytest.MonkeyPatch
):
    from pendopo.desk.models import Act, Job, Submission

    clerk, reviewer = people
    file = ("a.csv", b"a,b\n1,2\n")
    sent = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    Submission.objects.update(scope={"dataset": "a"}, said={"title": "A"})

    begun_and_killed(monkeypatch, "report_to_json", after=False)
    begun_and_killed(monkeypatch, "_end", after=True)
    desk.work()
    checked = Submission.objects.get()
    clerk.post(f"{sent}send/", sent)
    seen = reviewer.get(sent).text.partition('name="seen" value="')[2][:64]
    reviewer.post(f"{sent}let-through/", sent, seen=seen)
    begun_and_killed(monkeypatch, "ask", after=True)
    approved = Submission.objects.get()
    desk.work()

    published = Submission.objects.get()
    assert (checked.stage, approved.stage, published.stage) == ("ready", "approved", "published")
    assert [one.id for one in desk.opened.state().current()] == [published.publication]
    assert not Job.objects.filter(ended_at=None).exists()
    assert Act.objects.filter(what="published").count() == 1
    previews = [one.name for one in desk.opened.place.previews.iterdir()]
    assert len(previews) == 1
    assert published.version
    assert published.version.preview
    assert previews == [published.version.preview["name"]]


def test_while_no_worker_runs_the_page_says_so_and_not_that_the_work_goes_on(desk: Desk):
    from pendopo.desk.alive import be_the_worker

    clerk = desk.signed_in("tini", "publisher", OFFICE)
    file = ("a.csv", b"a,b\n1,2\n")
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to

    without = clerk.get(address).text
    lock = be_the_worker(desk.opened)
    with_one = clerk.get(address).text
    os.close(lock)

    away, goes_on = "It waits: the program that does it is not running.", "the work goes on"
    assert (away in without, goes_on in without) == (True, False)
    assert (away in with_one, goes_on in with_one) == (False, True)
    assert "data-live" in without


def test_a_preview_that_is_cancelled_is_told_as_one_and_is_made_again(desk: Desk):
    from pendopo.desk.models import Job, Submission
    from pendopo.desk.working import work

    clerk = desk.signed_in("wati", "publisher", OFFICE)
    file = ("a.csv", b"village,year,households\nRejo,2026,412\nSari,2026,380\n")
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    number = int(address.split("/")[-2])
    Submission.objects.filter(pk=number).update(scope={"dataset": "w"}, said={"title": "W"})
    work.func(Job.objects.filter(ended_at=None).latest("pk").pk)

    clerk.post(f"{address}cancel/")
    told = clerk.get(address).text
    clerk.post(f"{address}retry/")
    desk.work()

    assert "Cancelled: there is no preview." in told
    assert 'role="alert"' not in told
    assert "Look at the page" in clerk.get(address).text
