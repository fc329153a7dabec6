"""What a backup brings back into a new place is the desk as it was, whoever keeps its tables."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pendopo.exports.backup import moment
from pendopo.exports.backup.making import Asked, into_folder
from pendopo.exports.backup.restoring import Wanted, restore
from pendopo.programme.programme import Programme
from pendopo.store.place import lock
from tests.desk.conftest import PASSWORD, Desk, Visitor, on_postgresql, signing
from tests.desk.test_forms import row_key
from tests.desk.test_four_eyes import SAID, seen_in

OFFICE = "Desa Rejo"
AT = datetime(2026, 11, 26, tzinfo=UTC)
KEY, NOTED = "b" * 32, "jalan-desa"
ODD = "Baris\tdan \\ 'kutip' \N{EM DASH}\nkedua"


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    if request.param == "sqlite":
        yield from signing(tmp_path_factory.mktemp("desk") / "hall")
    else:
        yield from on_postgresql(tmp_path_factory)


def another_database(address: str) -> str:
    """Make an empty one beside the present one; the desk is open."""
    from django.db import connection

    name = f"new_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f"create database {name}")
    return f"{address.rpartition('/')[0]}/{name}" if address else ""


def brought_back(desk: Desk, folder: Path) -> Desk:
    """Back a desk up, and bring it back into a new folder, and a new database where it has one."""
    from django.db import connection

    from pendopo.cli.desk import dumped
    from pendopo.desk import dumping
    from pendopo.desk.laying import DUMP
    from pendopo.desk.opening import open_desk
    from pendopo.web.desk import make_application

    opened, database = desk.opened, desk.opened.config.desk.database
    asked = Asked(opened.root, opened.config.log.origin, AT)
    with dumped(opened) as begun:
        into_folder(folder / "kept", replace(asked, begun=begun), lambda _: None)
        assert not connection.in_atomic_block  # which would wait while files are copied
    assert not (opened.place.private / DUMP).exists()
    new = another_database(database) if database else ""
    restore(folder / "kept", folder / "new", Wanted(), lambda *_: None)
    found = Programme.open(folder / "new", lambda: AT)
    if new:
        config = replace(found.config, desk=replace(found.config.desk, database=new))
        found = Programme(folder / "new", config)
        open_desk(found, migrated=False)
        dumping.load(found.place.private / DUMP)
    return Desk(found, make_application(found))


def pendopo(*words: object) -> str:
    """Run the program in a process of its own; what it says."""
    line = [sys.executable, "-m", "pendopo", *map(str, words)]
    done = subprocess.run(line, check=False, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout


def under_way(desk: Desk) -> tuple[str, str]:
    """Have something handed in and previewed, and a form begun; their addresses."""
    clerk = desk.signed_in("sari", "publisher", OFFICE)
    file = ("a.csv", b"village,year,households\nRejo,2026,412\nSari,2026,380\n")
    sent = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()
    clerk.post(f"{sent}say/", **SAID)
    desk.work()
    step = clerk.post("/forms/document/", key=KEY, office=OFFICE).to
    clerk.post(step, row=row_key(clerk, step), **{"f-document": NOTED})
    return sent, f"/drafts/{KEY}/"


def kept() -> dict[str, list[Any]]:
    """What stands in the desk's tables."""
    from pendopo.desk.models import Act, Draft, Person, Submission, Version

    return {
        "submissions": list(Submission.objects.values_list("pk", "stage", "said", "by__name")),
        "versions": list(Version.objects.order_by("pk").values_list("path", "sha256", "report")),
        "drafts": list(Draft.objects.values_list("key", "content", "office")),
        "people": list(Person.objects.values_list("name", "password", "posts__office")),
        "acts": list(Act.objects.order_by("pk").values_list("pk", "what", "about", "chain")),
    }


def by_verbs(desk: Desk, folder: Path) -> tuple[Desk, str]:
    """Back a desk up and bring it back by the program's verbs; what ``restore`` said."""
    from pendopo.web.desk import make_application

    database, new = desk.opened.config.desk.database, folder / "new"
    pendopo("--home", desk.opened.root, "backup", folder / "kept")
    told = pendopo("restore", folder / "kept", new)
    if database:
        said = (new / "pendopo.toml").read_text("utf-8")
        (new / "pendopo.toml").write_text(said.replace(database, another_database(database)))
        pendopo("--home", new, "desk", "load")
    opened = Programme.open(new, lambda: datetime.now(UTC))
    return Desk(opened, make_application(opened)), told


def test_the_verbs_bring_back_into_a_new_place_what_was_under_way(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from pendopo.desk.audit import whole

    sent, draft = under_way(desk)
    before = kept()

    new, told = by_verbs(desk, tmp_path)

    assert kept() == before
    assert whole() is None
    assert ("desk load" in told) == bool(desk.opened.config.desk.database)
    monkeypatch.setenv("PENDOPO_HOME", str(new.opened.root))
    clerk = new.visitor()
    clerk.post("/sign-in/", "/sign-in/", name="sari", password=PASSWORD)
    assert NOTED in str(before["drafts"])
    assert clerk.get(draft).status == 200
    assert clerk.get(f"{sent}versions/1/").body.startswith(b"village,year")
    # Previews are not backed up: whoever looks has them made again.
    looked = clerk.get(sent).text
    new.work()
    assert ["Look at the page" in one for one in (looked, clerk.get(sent).text)] == [False, True]


def test_it_is_brought_back_into_a_new_place_with_files_and_acts(desk: Desk, tmp_path: Path):
    from pendopo.desk.asking import folder_of
    from pendopo.desk.audit import record, whole
    from pendopo.desk.models import Act, Submission

    clerk = desk.signed_in("sari", "publisher", OFFICE)
    sent = clerk.upload("/hand-in/", ("a.csv", b"a,b\n1,2\n"), register="datasets", office=OFFICE)
    Submission.objects.update(said={"title": ODD})
    acts = Act.objects.count()

    new = brought_back(desk, tmp_path)

    visitor = new.visitor()
    visitor.post("/sign-in/", "/sign-in/", name="sari", password=PASSWORD)
    one = Submission.objects.get()
    assert one.version
    assert (one.title, visitor.get(sent.to).status) == (ODD, 200)
    assert (folder_of(new.opened) / one.version.path).read_bytes() == b"a,b\n1,2\n"
    assert whole() is None
    assert (Act.objects.count(), record("operator", "sent", one.pk).pk) == (acts + 1, acts + 2)


def published(clerk: Visitor, reviewer: Visitor, dataset: str) -> None:
    """Have a file published by pages and a worker with a connection of their own."""
    from django.db import connections

    file = ("a.csv", f"village,year,of\nRejo,2026,{dataset}\n".encode())
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    work()
    clerk.post(f"{address}say/", **{**SAID, "scope-dataset": dataset})
    work()
    clerk.post(f"{address}send/", waved="Small.")
    seen = seen_in(reviewer.get(address).text)
    reviewer.post(f"{address}let-through/", waved="Right.", seen=seen)
    work()
    connections.close_all()


def work() -> None:
    """Do all jobs in this thread, whose connection sees what no other is in the middle of."""
    from pendopo.desk.models import Job
    from pendopo.desk.working import work as doing

    while job := Job.objects.filter(ended_at=None).order_by("pk").first():
        doing.func(job.pk)


def test_what_is_published_meanwhile_is_brought_back_on_both_sides_or_on_neither(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from pendopo.desk.models import Submission

    people = desk.signed_in("sari", "publisher", OFFICE), desk.signed_in("budi", "reviewer")
    taking, letting_go, held = lock, os.close, []

    def publish(dataset: str) -> None:
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(published, *people, dataset).result(60)

    def publish_and_lock(*how: Any) -> int:
        publish("before")
        held.append(taking(*how))
        return held[0]

    def let_go_and_publish(descriptor: int) -> None:
        letting_go(descriptor)
        if descriptor in held:
            held.clear()
            publish("after")

    monkeypatch.setattr(moment, "lock", publish_and_lock)
    monkeypatch.setattr("pendopo.exports.backup.moment.os.close", let_go_and_publish)
    new = brought_back(desk, tmp_path)

    ids = {one.id for one in new.opened.recorded().publications}
    [row] = Submission.objects.all()
    assert row.scope == {"dataset": "before"}
    assert (row.stage, {row.publication}) == ("published", ids)
