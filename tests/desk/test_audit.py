"""What was done stands in rows that are only added."""

import csv
import io
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.desk.conftest import Desk, on_postgresql, signing

_DROPPED = {
    "sqlite": "drop trigger desk_act_is_not_changed",
    "postgresql": "drop trigger desk_act_stays on desk_act",
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desk(request, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk on each of the two databases."""
    if request.param == "sqlite":
        yield from signing(tmp_path_factory.mktemp("desk") / "hall")
    else:
        yield from on_postgresql(tmp_path_factory)


def test_the_database_refuses_to_change_or_remove_an_act(desk: Desk):
    from django.db import Error, transaction

    from pendopo.desk.models import Act

    desk.invite("sari", "publisher", "Desa Rejo")

    for change in (lambda: Act.objects.all().delete(), lambda: Act.objects.update(who="x")):
        with pytest.raises(Error, match="acts are only added"), transaction.atomic():
            change()


def test_all_acts_are_compared_by_the_worker_step_by_step_after_what_else_waits(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    from django_tasks_db.models import DBTaskResult

    from pendopo.desk import comparing
    from pendopo.desk.models import Act

    lead, clerk = desk.signed_in("dewi", "lead"), desk.signed_in("tika", "publisher", "Desa Rejo")
    monkeypatch.setattr(comparing, "_STEP", 3)

    asked = [lead.post("/audit/", "/audit/").to for _ in range(2)]
    clerk.upload("/hand-in/", ("a.csv", b"a,b\n1,2\n"), register="datasets", office="Desa Rejo")
    waits = lead.get("/audit/").text
    desk.work()
    ended = lead.get("/audit/").text
    done = DBTaskResult.objects.exclude(started_at=None).order_by("started_at")

    assert asked == ["/audit/", "/audit/"]
    assert "The rows are being compared, until 0 of" in waits
    assert f"until number {Act.objects.order_by('-id')[0].pk} follows" in ended
    paths = list(done.values_list("task_path", flat=True))
    assert paths[0] == "pendopo.desk.working.work"
    assert paths.count(comparing.compare.module_path) == Act.objects.count() // 3 + 1
    assert done.filter(task_path=comparing.compare.module_path).last() == done.last()


def test_a_comparison_that_failed_says_so_until_it_is_made_once_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    from pendopo.desk import comparing

    def full(*_given: object) -> None:
        raise OSError("disk I/O error")

    lead = desk.signed_in("wening", "lead")
    with monkeypatch.context() as patched:
        patched.setattr(comparing, "follow", full)
        lead.post("/audit/", "/audit/")
        desk.work()
    failed = lead.get("/audit/").text
    lead.post("/audit/", "/audit/")
    desk.work()

    assert "Comparing stopped after row 0" in failed
    assert "Every row until number" in lead.get("/audit/").text


def test_a_worker_killed_between_two_steps_leaves_one_comparison(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    from django_tasks_db.models import DBTaskResult

    from pendopo.desk import comparing
    from pendopo.desk.audit import Followed, follow, record
    from pendopo.desk.models import Act

    monkeypatch.setattr(comparing, "_STEP", 3)
    DBTaskResult.objects.all().delete()
    for number in range(8):
        record("operator", "sent", number)
    # The step before had asked for the next one, and is begun again from its start.
    for done in (Followed(), follow(Followed(), 3)):
        comparing.compare.enqueue(asdict(done))

    desk.work()

    assert DBTaskResult.objects.count() <= Act.objects.count() // 3 + 2


def test_a_row_changed_behind_the_desks_back_is_found(desk: Desk):
    from django.db import connection

    from pendopo.desk.audit import whole
    from pendopo.desk.models import Act

    desk.invite("budi", "reviewer")
    before = whole()
    first = Act.objects.order_by("id").first()
    assert first
    with connection.cursor() as cursor:
        cursor.execute(_DROPPED[connection.vendor])
        cursor.execute("update desk_act set who = 'nobody' where id = %s", [first.pk])

    lead = desk.signed_in("guntur", "lead")
    lead.post("/audit/", "/audit/")
    desk.work()

    assert before is None
    assert whole() == first
    assert f"Row {first.pk} does not follow" in lead.get("/audit/").text


def test_the_days_heartbeat_carries_one_hash_over_all_acts_into_the_log(desk: Desk):
    from pendopo.desk.audit import held, record

    act = record("operator", "sent", 1)
    entry = desk.opened.heartbeat(datetime(2026, 11, 26, tzinfo=UTC))

    assert entry
    assert entry.leaf.scope == {"desk": act.chain}
    assert held([act.chain, "0" * 64]) == {act.chain: act, "0" * 64: None}


def test_what_the_log_holds_of_the_acts_is_read_where_it_is_asked_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    from pendopo.desk.audit import record
    from pendopo.desk.pages.audit import view

    lead = desk.signed_in("tuti", "lead")
    act = record("operator", "sent", 1)
    entry = desk.opened.heartbeat(datetime(2026, 12, 24, tzinfo=UTC))
    lead.post("/audit/", "/audit/")
    desk.work()

    plain = lead.get("/audit/").text
    asked = lead.get("/audit/?log=1").text
    monkeypatch.setattr(view, "CODE", "no-such-code")
    none = lead.get("/audit/?log=1").text

    assert "Last act it covers" not in plain
    assert 'href="?log=1"' in plain
    assert entry
    assert re.search(rf"<td>{entry.index}</td>\s*<td>\s*{act.pk}\s*</td>", asked)
    assert "No heartbeat in the log carries a hash of the acts yet" in none


def test_who_writes_the_hash_down_waits_for_who_is_at_it(tmp_path: Path):
    from pendopo.programme.desk_acts import done_at_desk, write_down

    (tmp_path / "desk").mkdir()
    acts = ["a" * 64]
    reading, others, looked = threading.Event(), threading.Event(), threading.Event()

    def slowly() -> str:
        reading.set()
        looked.wait(5)
        return acts[-1]

    def later() -> str:
        others.set()
        return acts[-1]

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(write_down, tmp_path, slowly)
        reading.wait(5)
        acts.append("b" * 64)
        second = threads.submit(write_down, tmp_path, later)
        came_in = others.wait(0.1)
        looked.set()
        first.result(5)
        second.result(5)

    assert not came_in
    assert done_at_desk(tmp_path) == {"desk": "b" * 64}
    assert [one.name for one in (tmp_path / "desk").iterdir()] == ["acts"]


def test_a_hash_that_cannot_be_written_down_loses_no_file_that_is_handed_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    from pendopo.desk import audit
    from pendopo.desk.models import Stage, Submission

    def full(*_given: object) -> None:
        raise OSError("No space left on device")

    clerk = desk.signed_in("tini", "publisher", "Desa Rejo")
    monkeypatch.setattr(audit, "write_down", full)

    file = ("a.csv", b"a,b\n1,2\n")
    answer = clerk.upload("/hand-in/", file, register="datasets", office="Desa Rejo")
    desk.work()

    found = Submission.objects.get(by__name="tini")
    assert answer.to == f"/submissions/{found.pk}/"
    assert found.stage != Stage.CHECKING


def test_an_exported_cell_begins_no_formula(desk: Desk):
    from pendopo.desk.audit import record

    record("=1+1", "sent", 1)
    lead = desk.signed_in("ratna", "lead")

    text = lead.get("/audit.csv").text

    assert "'=1+1" in text
    assert ",=1+1" not in text


def test_who_takes_the_acts_as_a_file_stands_among_them(desk: Desk):
    lead = desk.signed_in("siti", "lead")

    text = lead.get("/audit.csv").text

    assert text.splitlines()[-1].split(",")[2:4] == ["siti", "acts-exported"]
    assert "took all acts as a file" in lead.get("/account/").text


def test_an_officer_sees_all_that_was_done_in_her_name_and_nothing_else(desk: Desk):
    from pendopo.desk.audit import record

    clerk = desk.signed_in("lestari", "publisher", "Desa Rejo")
    for number in range(1, 31):
        record("lestari", "handed-in", file=f"own-{number}.csv")
        record("bukan.lestari", "handed-in", file=f"other-{number}.csv")

    address, pages = "/account/", list[str]()
    while len(pages) < 5:
        pages.append(clerk.get(address).text)
        found = re.search(r'href="([?]before=[0-9]+)#acts"', pages[-1])
        if not found:
            break
        address = f"/account/{found[1]}"

    shown = [int(one) for page in pages for one in re.findall(r"own-([0-9]+)[.]csv", page)]
    assert shown == list(range(30, 0, -1))
    assert len(pages) == 2
    assert "set a password with a code" in pages[-1]
    assert "other-" not in "".join(pages)


def test_a_role_and_a_form_are_named_in_the_readers_language_and_coded_for_machines(desk: Desk):
    from pendopo.desk.audit import record

    lead = desk.signed_in("wayan", "lead")
    record("ratna", "post-given", name="sari", role="independent-reviewer", office="")
    record("ratna", "post-given", name="tono", role="publisher", office="Desa Rejo")
    record("ratna", "filled", draft="a", form="meeting", office="Desa Rejo")
    record("ratna", "post-taken", name="sari", role="a role of later", office="")

    english = lead.get("/audit/?who=ratna").text
    lead.get("/language/id/")
    indonesian = lead.get("/audit/?who=ratna").text
    rows = csv.DictReader(io.StringIO(lead.get("/audit.csv").text))
    *_, given, _tono, filled, _taken, _exported = rows

    assert "gave sari the role Independent reviewer" in english
    assert "gave tono the role Publisher · Desa Rejo" in english
    assert "took the role a role of later from sari" in english
    assert "independent-reviewer" not in english + indonesian
    assert "Peninjau independen" in indonesian
    assert given["about"] == "name: sari; office: ; role: independent-reviewer"
    assert "Peninjau independen" in given["in words"]
    assert "meeting" not in filled["in words"]
