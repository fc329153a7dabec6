"""The tables of an earlier Pendopo are brought up to date with all that stands in them.

Of each earlier state there was, with a row in every table, made as it was then: on both databases
by turns, and in the campaign each on both.
``former`` holds tables as SQLite wrote them, by the code of then: of migration 0006 two people, and
a file that one handed in and the other let through; of 0011 and 0015, the states before withdrawals
and before an address was one account's, these with a row in every table there was, and of 0015 two
accounts of one address. A release adds a file of its own tables.
"""

import re
import secrets
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from pendopo.programme.programme import Programme
from tests.desk.conftest import PASSWORD, SETTINGS, START, Desk
from tests.desk.postgres import running
from tests.desk.test_rights import let_in

_MIGRATIONS = Path(__file__).parents[2] / "src/pendopo/desk/migrations"
_STATES = sorted(one.stem for one in _MIGRATIONS.glob("[0-9]*.py"))
# The tables of the first state: none of them went since.
_FIRST = {"Person", "Post", "Code", "Passkey", "SignIn", "Submission", "Version", "Job", "Act"}
# What a row holds where its kind of column says too little; all else is made by its kind.
_HOLDS: dict[tuple[str, str], Any] = {
    ("Person", "name"): "ratna",
    ("Person", "totp"): "JBSWY3DPEHPK3PXP",
    ("Post", "role"): "lead",
    ("Post", "office"): "",
    ("Post", "registers"): [],
    ("Submission", "register"): "datasets",
    ("Submission", "office"): "Desa Rejo",
    ("Submission", "said"): {"title": "Rumah tangga"},
    ("Submission", "scope"): {"dataset": "rumah-tangga"},
    ("Submission", "personal"): {"nik": ["drop", "UU 27/2022"]},
    ("Submission", "schema"): {"fields": [{"name": "jumlah", "type": "integer"}]},
    ("Submission", "stage"): "published",
    ("Version", "report"): None,
    ("Version", "preview"): None,
    ("Version", "drafted"): None,
    ("Draft", "form"): "document",
    ("Draft", "office"): "Desa Rejo",
    ("Draft", "content"): {"files": [{"@row": "1", "title": "APBDes"}]},
    ("Withdrawal", "wish"): "hold",
    ("Act", "what"): "sent",
    ("Act", "about"): {"name": "ratna"},
}
_TABLE = re.compile(r'CREATE TABLE "(desk_[a-z]+)"')
_FORMER = sorted((Path(__file__).parent / "former").glob("*.sql"))


@pytest.mark.parametrize("former", _FORMER, ids=lambda path: path.stem)
def test_tables_of_an_earlier_release_are_brought_up_to_date(former: Path, tmp_path: Path):
    from pendopo.web.desk import make_application, prepare

    prepare()
    from pendopo.desk.audit import whole
    from pendopo.desk.laying import DATABASE, FOLDER
    from pendopo.desk.models import Person, Submission

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
    hold_all_rows(former, written)


def hold_all_rows(former: Path, written: str) -> None:
    """Hold every table to have the rows that were written, and those of the sign-in alone."""
    from pendopo.desk.models import Person

    rows = Counter(re.findall(r'INSERT INTO "(desk_[a-z]+)"', written))
    now = {model._meta.db_table: model._default_manager.count() for model in _models()}
    whole = {"0011", "0015"}
    assert former.stem not in whole or set(rows) == set(_TABLE.findall(written))
    rows.update(("desk_act", "desk_signin"))
    assert {table: now[table] for table in rows} == dict(rows)
    addresses = set(Person.objects.values_list("email", "phone"))
    assert former.stem != "0015" or addresses == {
        ("sari@misal.example", ""),
        ("", "Sari@misal.example"),
    }


def _models() -> list[Any]:
    from django.apps import apps

    return list(apps.get_app_config("desk").get_models())


# Each state on one of the two by turns, the last on both; the others in the campaign.
_BOTH = ("sqlite", "postgresql")
_EACH = [
    pytest.param(
        *(kind, state),
        marks=() if number % 2 == turn or state == _STATES[-1] else pytest.mark.campaign,
    )
    for turn, kind in enumerate(_BOTH)
    for number, state in enumerate(_STATES)
]


@pytest.fixture(scope="module")
def databases(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Give what makes a new database: its address, empty where SQLite's own file does."""
    if request.param == "sqlite":
        yield lambda: ""
        return
    with TemporaryDirectory(prefix="pendopo-") as folder:
        Path(folder).chmod(0o755)
        for address in running(Path(folder)):
            yield lambda: another(address)  # noqa: B023  asked while it runs


def another(address: str) -> str:
    import psycopg

    name = f"former_{secrets.token_hex(4)}"
    with psycopg.connect(address, autocommit=True) as line:
        line.execute(f"create database {name}")
    return f"{address.rpartition('/')[0]}/{name}"


def migrated_to(state: str, opened: Programme) -> Any:
    """Make the tables as they were at a state; the models of then."""
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from pendopo.desk.opening import open_desk

    open_desk(opened, migrated=False)
    call_command("migrate", "desk", state, verbosity=0)
    loader = MigrationExecutor(connection).loader
    for label in {app for app, _ in loader.graph.leaf_nodes()} - {"desk"}:
        assert apps.is_installed(apps.get_app_config(label).name)
        call_command("migrate", label, verbosity=0)
    return loader.project_state(("desk", state)).apps.get_app_config("desk")


def filled(models: Any) -> dict[str, dict[str, Any]]:
    """Put a row into every table; model to column to what stands there."""
    from django.contrib.auth.hashers import make_password

    left, made = list(models.get_models()), {}
    while left:  # what a row points to is there before it
        one = next(
            one
            for one in left
            if all(f.related_model not in left or f.related_model is one for f in relations(one))
        )
        left.remove(one)
        row = one(
            **{f.attname: held(one.__name__, f) for f in one._meta.fields if not f.primary_key}
        )
        if one.__name__ == "Person":
            row.password = make_password(PASSWORD)
        if one.__name__ == "Act":
            row.chain = chained(row)
        row.save(force_insert=True)
        made[one.__name__] = read(one)
    return made


def relations(model: Any) -> list[Any]:
    return [f for f in model._meta.fields if f.related_model]


def held(model: str, field: Any) -> Any:
    """Make what a column holds, by its kind."""
    if (model, field.name) in _HOLDS:
        return _HOLDS[model, field.name]
    if field.related_model:
        return None if model == "Upload" and field.name == "into" else 1
    kind = field.get_internal_type()
    if kind == "DateTimeField":
        return START
    by_kind = {"BooleanField": True, "JSONField": [], "DateField": START.date()}
    texts = {"CharField", "TextField", "EmailField"}
    if kind in texts:
        return f"{field.name}-1"[: field.max_length or None]
    return by_kind.get(kind, 7)


def chained(act: Any) -> str:
    from pendopo.desk.audit import BEGINNING, _chain

    return _chain(BEGINNING, (act.at, act.who, act.what, act.submission, act.about))


def read(model: Any) -> dict[str, Any]:
    """Give the one row of a table, column to value."""
    [row] = model.objects.values()
    return dict(row)


@pytest.mark.parametrize(("databases", "state"), _EACH, indirect=["databases"])
def test_a_row_of_every_table_is_as_it_was_once_the_tables_are_brought_up_to_date(
    databases: Callable[[], str], tmp_path: Path, state: str
):
    from pendopo.web.desk import make_application, prepare

    prepare()
    from django.apps import apps
    from django.db import Error, transaction

    from pendopo.desk.audit import whole
    from pendopo.desk.models import Act

    said = f'[desk]\ndatabase = "{databases()}"\n'
    opened = Programme.create(tmp_path / "hall", SETTINGS + said, START)
    before = filled(migrated_to(state, opened))

    desk = Desk(opened, make_application(opened))

    assert set(before) >= _FIRST
    for name, row in before.items():
        now = read(apps.get_model("desk", name))
        assert {column: now[column] for column in row} == row, name
    assert whole() is None
    with pytest.raises(Error, match="acts are only added"), transaction.atomic():
        Act.objects.update(who="x")
    lead = desk.visitor()
    let_in(lead, "ratna")
    for page in ("/", "/submissions/1/", "/overview/", "/audit/", "/account/"):
        assert lead.get(page).status == 200, page


@pytest.mark.parametrize("databases", _BOTH, indirect=True)
def test_an_address_that_two_accounts_had_stays_the_oldest_ones_and_is_lost_by_none(
    databases: Callable[[], str], tmp_path: Path
):
    from pendopo.web.desk import make_application, prepare

    prepare()
    from pendopo.desk.models import Person

    said = f'[desk]\ndatabase = "{databases()}"\n'
    opened = Programme.create(tmp_path / "hall", SETTINGS + said, START)
    people = migrated_to("0015_columns_are_described", opened).get_model("Person").objects
    for days, (name, email, phone) in enumerate(
        (("ani", "Ani@misal.example", ""), ("budi", "ani@misal.example", "0812"),
         ("cici", "ani@misal.example", ""), ("dedi", "", ""), ("edo", "", ""))
    ):  # fmt: skip
        made_at = START + timedelta(days=days)
        people.create(name=name, full_name=name, email=email, phone=phone, made_at=made_at)

    Desk(opened, make_application(opened))

    assert list(Person.objects.values_list("name", "email", "phone").order_by("name")) == [
        ("ani", "Ani@misal.example", ""),
        ("budi", "", "0812; ani@misal.example"),
        ("cici", "", "ani@misal.example"),
        ("dedi", "", ""),
        ("edo", "", ""),
    ]


@pytest.mark.parametrize("databases", _BOTH, indirect=True)
def test_an_address_counts_on_for_who_has_begun_and_is_confirmed_by_who_has_not(
    databases: Callable[[], str], tmp_path: Path
):
    from pendopo.web.desk import make_application, prepare

    prepare()
    from pendopo.desk.models import Person

    said = f'[desk]\ndatabase = "{databases()}"\n'
    opened = Programme.create(tmp_path / "hall", SETTINGS + said, START)
    people = migrated_to("0016_an_address_is_one_accounts", opened).get_model("Person").objects
    for name, last in (("ani", START), ("budi", None)):
        email = f"{name}@misal.example"
        people.create(name=name, full_name=name, email=email, made_at=START, last_login=last)

    Desk(opened, make_application(opened))

    assert [one.confirmed for one in Person.objects.order_by("name")] == [True, False]


@pytest.mark.usefixtures("desk")
def test_the_migrations_make_the_tables_that_the_models_say():
    from django.core.management import call_command

    call_command("makemigrations", "desk", check=True, dry_run=True, verbosity=0)
