"""The tables of an earlier Pendopo are brought up to date with all that stands in them.

``former/0006.sql`` are those of migration 0006, as SQLite writes them: two people, and a file that
one handed in and the other let through. A release adds a file of its own tables.
"""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pendopo.programme.programme import Programme
from tests.desk.conftest import PASSWORD, SETTINGS, START, Desk

_FORMER = sorted((Path(__file__).parent / "former").glob("*.sql"))


@pytest.mark.parametrize("former", _FORMER, ids=lambda path: path.stem)
def test_tables_of_an_earlier_release_are_brought_up_to_date(former: Path, tmp_path: Path):
    from pendopo.web.desk import make_application, prepare

    prepare()
    from pendopo.desk.audit import whole
    from pendopo.desk.laying import DATABASE, FOLDER
    from pendopo.desk.models import Act, Person, Submission

    opened = Programme.create(tmp_path / "hall", SETTINGS, START)
    (opened.place.private / FOLDER).mkdir()
    written = former.read_text("utf-8")
    with closing(sqlite3.connect(opened.place.private / FOLDER / DATABASE)) as database:
        database.executescript(written)

    desk = Desk(opened, make_application(opened))

    visitor = desk.visitor()
    visitor.post("/sign-in/", "/sign-in/", name="sari", password=PASSWORD)
    one = Submission.objects.select_related("by", "reviewer").get()
    assert (one.title, one.stage, one.by.name) == ("A", "published", "sari")
    assert one.reviewer
    assert one.reviewer.totp
    assert visitor.get(f"/submissions/{one.pk}/").status == 200
    assert Person.objects.count() == 2
    assert whole() is None
    acts = len(re.findall(r'INSERT INTO "desk_act"', written))
    assert Act.objects.count() == acts + 1  # the sign-in


@pytest.mark.usefixtures("desk")
def test_the_migrations_make_the_tables_that_the_models_say():
    from django.core.management import call_command

    call_command("makemigrations", "desk", check=True, dry_run=True, verbosity=0)
