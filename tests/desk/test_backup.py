"""What a backup brings back into a new place is the desk as it was, whoever keeps its tables."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pendopo.exports.backup.making import Asked, into_folder
from pendopo.exports.backup.restoring import Wanted, restore
from pendopo.programme.programme import Programme
from tests.desk.conftest import PASSWORD, Desk, on_postgresql, signing

OFFICE = "Desa Rejo"
AT = datetime(2026, 11, 26, tzinfo=UTC)
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
    from pendopo.cli.desk import dumped
    from pendopo.desk import dumping
    from pendopo.desk.opening import open_desk
    from pendopo.web.desk import make_application

    opened, database = desk.opened, desk.opened.config.desk.database
    asked = Asked(opened.root, opened.config.log.origin, AT)
    with dumped(opened):
        into_folder(folder / "kept", asked, lambda _: None)
    assert not (opened.place.private / dumping.DUMP).exists()
    new = another_database(database) if database else ""
    restore(folder / "kept", folder / "new", Wanted(), lambda *_: None)
    found = Programme.open(folder / "new", lambda: AT)
    if new:
        config = replace(found.config, desk=replace(found.config.desk, database=new))
        found = Programme(folder / "new", config)
        open_desk(found, migrated=False)
        dumping.load(found.place.private / dumping.DUMP)
    return Desk(found, make_application(found))


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
