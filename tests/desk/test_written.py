"""What is written into a form or an address is a text: nothing of it is run."""

import ast
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

import pendopo
from tests.desk.conftest import Desk, Visitor
from tests.desk.test_four_eyes import SAID

OFFICE = "Desa Rejo"
# What runs what it reads, or guesses its numbers.
_NOT_READ = {"pickle", "shelve", "marshal", "dill", "yaml", "random"}


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


def test_a_text_is_shown_as_it_was_written_and_no_template(desk: Desk, clerk: Visitor):
    file = ("a.csv", b"village,year\nRejo,2026\n")
    place = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()

    clerk.post(f"{place}say/", **{**SAID, "title": "{{ 7|add:7 }}{% now 'Y' %}"})

    page = clerk.get(place).text
    assert "{{ 7|add:7 }}{% now &#x27;Y&#x27; %}" in page


def test_a_text_is_a_value_to_the_database_and_no_part_of_a_question(desk: Desk):
    lead = desk.signed_in("ratna", "lead")
    always = "x' or 1=1 --"

    found = lead.get(f"/audit/?{urlencode({'who': always})}").text
    entered = desk.visitor().post("/sign-in/", "/sign-in/", name=always, password=always).to

    assert "Nothing yet" in found
    assert entered == ""


@pytest.mark.parametrize("own_last", [True, False])
def test_a_field_that_is_sent_twice_is_read_once(clerk: Visitor, own_last: bool):
    from pendopo.desk.models import Draft

    key = f"{int(own_last):032x}"
    offices = ["Desa Sari", OFFICE] if own_last else [OFFICE, "Desa Sari"]
    fields: list[tuple[str, Any]] = [("csrfmiddlewaretoken", clerk.token()), ("key", key)]
    body = urlencode([*fields, *(("office", one) for one in offices)]).encode()

    answer = clerk._ask("POST", "/forms/meeting/", body, "application/x-www-form-urlencoded", {})

    assert answer.status == (302 if own_last else 403)
    assert list(Draft.objects.filter(key=key).values_list("office", flat=True)) == (
        [OFFICE] if own_last else []
    )


def test_who_asks_too_often_is_told_when_to_come_back_and_nobody_else_is(desk: Desk):
    most = desk.opened.config.serve.requests_per_minute
    hasty, other = desk.visitor(), desk.visitor()
    hasty.address, other.address = "198.51.100.201", "198.51.100.202"

    answers = (hasty.get("/audit.csv") for _ in range(most))

    refused = next(one for one in answers if one.status == 429)
    assert int(refused.headers["Retry-After"]) >= 1
    assert other.get("/sign-in/").status == 200


def test_a_way_that_a_page_does_not_take_is_refused_and_no_other_site_is_let_in(clerk: Visitor):
    evil = {"HTTP_ORIGIN": "https://evil.example"}

    looked = clerk.get("/sign-out/", **evil)
    body = urlencode({"csrfmiddlewaretoken": clerk.token()}).encode()
    sent = clerk._ask("POST", "/sign-out/", body, "application/x-www-form-urlencoded", evil)

    assert (looked.status, looked.headers["Allow"]) == (405, "POST")
    assert sent.status == 403
    assert clerk.get("/").status == 200
    for answer in (looked, sent, clerk.get("/", **evil)):
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_session_is_json_and_nothing_here_reads_what_would_run(clerk: Visitor):
    from django.conf import settings
    from django.contrib.sessions.models import Session

    kept = Session.objects.get(session_key=clerk.cookies["pendopo_desk"])
    imported = set()
    for path in Path(pendopo.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.partition(".")[0])

    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert kept.get_decoded()["_auth_user_id"]
    assert imported & _NOT_READ == set()
