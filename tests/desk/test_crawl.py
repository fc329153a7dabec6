"""Every form that a role finds takes whatever is written into it, and has no fault of its own.

The pages are followed by their links, as a browser would, at a desk where everything stands that
they can show; each form is sent with what its fields hold, and with each of them made odd. What a
form writes is undone, so that the next one finds the same states.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode

from tests.desk.authenticator import Authenticator
from tests.desk.conftest import Desk, Visitor, as_asked
from tests.desk.crawler import TOKEN, Form, copied, pages, plain, sent, undone
from tests.desk.described import description
from tests.desk.every_state import ROWS, Everything, everything

PLACE = "desk.contoh.example"
pytestmark = [pytest.mark.xdist_group("everything"), pytest.mark.timeout(900)]
ODD = (
    "",
    "\0",
    "9" * 400,
    "-1",
    "\N{RIGHT-TO-LEFT OVERRIDE}\U0001f4a5\ud7ff\"'><script>alert(1)</script>",
    "{{ settings.SECRET_KEY }}{% load x %}",
    "2026-13-45",
    "' or 1=1 --",
    "../../../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "a" * 30_000,
)
FILES = (
    None,
    ("", b"a,b\n1,2\n"),
    ("empty.csv", b""),
    ("nul.csv", b"\0" * 64),
    ("\N{RIGHT-TO-LEFT OVERRIDE}\"'><script>.csv\r\nX: y", b"\xff\xfe<svg onload=alert(1)>"),
    ("a" * 5_000 + ".csv", b"a,b\n1,2\n"),
    ("../../../../etc/passwd", b"PK\x03\x04"),
)
# Which no page leads to, and whose tests say how they are asked.
BY_PROGRAMS = {
    "health": "tests/desk/test_health.py",
    "uploads": "tests/desk/test_uploading.py",
    "upload": "tests/desk/test_uploading.py",
    "oidc_go": "tests/desk/test_oidc.py",
    "oidc_back": "tests/desk/test_oidc.py",
}
_DECIDES = ("let-through/", "approval/", "send-back/", "retry/")
_ASKS = ("publisher", "reviewer", "administrator")
# Of what stands once for each person or row, one is enough to be made odd.
_ALIKE = re.compile(r"/people/[0-9]+/(posts/[0-9]+/)?|/sign-ins/[1-9][0-9]*/|/[0-9a-f]{32}/take/")


@dataclass
class Crawled:
    """What was asked, and what went wrong.

    :param names: the addresses' names, as ``urls.py`` has them, that pages led to
    :param shapes: of the forms that were found, whoever found them
    :param forms: all of them
    """

    names: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    forms: list[Form] = field(default_factory=list)
    faults: list[tuple[str, ...]] = field(default_factory=list)
    shapes: set[tuple[str, ...]] = field(default_factory=set)
    sent: int = 0


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk at which a reviewer's own key lets through: it has the most pages."""
    more = f'address = "https://{PLACE}"\nmail = "smtp://localhost:9"\ndue = ["places year"]\n'
    yield from as_asked(tmp_path_factory, more, "own-key")


@pytest.fixture(scope="module")
def made(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Everything:
    return everything(desk, tmp_path_factory.mktemp("made"), Authenticator(PLACE))


@pytest.fixture(scope="module")
def crawled(made: Everything) -> Crawled:
    """Every form that each role finds as it is, and one of each shape made odd."""
    found = Crawled()
    for role, visitor in made.visitors.items():
        for form in _forms(found, role, visitor, made.starts.get(role, [])):
            _as_it_is(found, role, visitor, form)
            shape = _shape(form)
            if shape not in found.shapes:
                found.shapes.add(shape)
                _made_odd(found, role, visitor, form)
    return found


def _forms(found: Crawled, role: str, visitor: Visitor, starts: list[str]) -> list[Form]:
    """Follow all links, and give one form of each shape."""
    forms: dict[tuple[str, ...], Form] = {}
    for address, answer, page in pages(visitor, ["/", *starts]):
        found.names.add(name_of(address))
        found.addresses.add(address)
        if answer.status >= 400:
            found.faults.append((role, address, str(answer.status)))
        for form in page.forms if page else []:
            forms.setdefault(form.shape, form)
    found.names |= {name_of(one.action) for one in forms.values()}
    found.forms += forms.values()
    return list(forms.values())


def _shape(form: Form) -> tuple[str, ...]:
    return (_ALIKE.sub("/…/", form.action), *form.shape[1:])


def name_of(address: str) -> str:
    """Give the name that an address has in ``urls.py``."""
    from django.urls import resolve

    return resolve(address.partition("?")[0], "pendopo.desk.urls").url_name or ""


def _as_it_is(found: Crawled, role: str, visitor: Visitor, form: Form) -> None:
    """Send a form as nobody touched it, by each of its buttons."""
    for button in range(max(1, len(form.buttons))):
        _send(found, role, visitor, form, plain(form, button), "as it is")


def _made_odd(
    found: Crawled, role: str, visitor: Visitor, form: Form, *, whole: bool = False
) -> None:
    """Send a form empty, with odd texts in all its fields, and with one in each field alone.

    :param whole: with all odd texts, and with each of them in each field alone
    """
    turn = len(found.shapes)
    fields = [one.name for one in form.fields if one.name != TOKEN and one.kind != "file"]
    kept = {one.name: one.value or "" for one in form.fields if one.name == TOKEN}
    _send(found, role, visitor, form, kept, "nothing")
    for place, text in enumerate(ODD if fields else ()):
        if whole or (place + turn) % 3 == 0:  # a third of them, the next third at the next form
            _send(found, role, visitor, form, kept | dict.fromkeys(fields, text), text)
        for one in fields if whole else fields[place :: len(ODD)]:
            _send(found, role, visitor, form, plain(form) | {one: text}, one, text)
    for file in FILES if form.files else ():
        _send(found, role, visitor, form, plain(form), repr(file)[:40], file=file)


def _send(
    found: Crawled,
    role: str,
    visitor: Visitor,
    form: Form,
    fields: dict[str, str],
    *what: str,
    file: tuple[str, bytes] | None = None,
) -> None:
    answer = sent(visitor, form, fields, file)
    found.sent += 1
    if answer.status >= 500:
        found.faults.append((role, form.action, str(answer.status), *(one[:40] for one in what)))


def test_no_form_has_a_fault_whatever_is_written_into_it(crawled: Crawled):
    assert crawled.faults == []
    assert len(crawled.shapes) > 60


def test_each_address_is_asked_by_a_link_or_a_form_of_some_role(crawled: Crawled):
    from django.urls import get_resolver

    known = {
        name for name in get_resolver("pendopo.desk.urls").reverse_dict if isinstance(name, str)
    }

    assert known - crawled.names == set(BY_PROGRAMS)


@pytest.mark.campaign
@pytest.mark.timeout(7200)
def test_no_form_has_a_fault_with_any_of_the_odd_texts(made: Everything):
    found = Crawled()

    for role, visitor in made.visitors.items():
        for form in _forms(found, role, visitor, made.starts.get(role, [])):
            _made_odd(found, role, visitor, form, whole=True)

    assert found.faults == []


def test_no_act_has_a_fault_in_a_stage_that_it_does_not_fit(made: Everything):
    """A page that was open too long, or a second window, sends what does not fit any more."""
    from django.urls import get_resolver

    known: Any = get_resolver("pendopo.desk.urls").reverse_dict
    acts = {known[name][0][0][0] for name in known if isinstance(name, str)}
    acts = {
        one for one in acts if one.startswith("submissions/%(number)s/") and "%(" not in one[23:]
    }
    said = {"waved": "x", "answer": "x", "title": "x", "cell-0": "1", "mapping": "tempat",
            "seen": "0" * 64, "key": "1", "credential": "{}", "from-code": "Kode"}  # fmt: skip
    faults, answers = [], 0

    for stage, number in made.stages.items():
        for act in acts:
            for role in ("publisher", "reviewer") if act.endswith(_DECIDES) else ("publisher",):
                visitor = copied(made.visitors[role])
                form = {TOKEN: visitor.token("/account/"), **said}
                with undone():
                    answer = sent(visitor, Form(f"/{act % {'number': number}}", "post", ""), form)
                answers += answer.status in {302, 422}
                faults += [(stage, act, role)] if answer.status >= 500 else []

    assert faults == []
    assert answers > 100


def _counted() -> dict[str, int]:
    """Count what stands in the tables of what people make."""
    from pendopo.desk import models

    names = ("Submission", "Version", "Job", "Draft", "Upload", "Withdrawal", "Person", "Post")
    return {one: getattr(models, one).objects.count() for one in names}


def test_a_form_whose_answer_was_lost_is_sent_again_and_nothing_is_doubled(
    made: Everything,
):
    doubled, known = [], set()

    for role in ("publisher", "reviewer", "lead", "administrator"):
        for form in _forms(Crawled(), role, made.visitors[role], made.starts.get(role, [])):
            shape = _shape(form)
            if form.method != "post" or shape in known:
                continue
            known.add(shape)
            for button in range(max(1, len(form.buttons))):
                fields = plain(form, button)
                with undone():
                    sent(made.visitors[role], form, fields, ("a.csv", ROWS), kept=True)
                    once = _counted()
                    sent(made.visitors[role], form, fields, ("a.csv", ROWS), kept=True)
                    if (twice := _counted()) != once:
                        more = {one for one in once if once[one] != twice[one]}
                        doubled.append((role, form.action, sorted(more)))

    assert doubled == []
    assert len(known) > 40


def _asked(visitor: Visitor, case: Any) -> int:
    """Ask what schemathesis made up, with the token that a page of ours holds; give the status."""
    made = case.as_transport_kwargs(base_url="http://localhost")
    asked: Any = requests.Request(**{one: made[one] for one in made if one != "cookies"}).prepare()
    parts = urlsplit(asked.url or "")
    more = {
        "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
        "HTTP_X_CSRFTOKEN": visitor.token("/account/"),
    }
    body = asked.body.encode() if isinstance(asked.body, str) else asked.body or b""
    kind = asked.headers.get("Content-Type", "")
    address = f"/?{parts.query}"
    with undone():
        return copied(visitor)._ask(asked.method or "", address, body, kind, more).status


def _fallen_over(made: Everything, crawled: Crawled, mode: GenerationMode, most: int) -> list[str]:
    """Ask every address as three roles by turns; what fell over, each told once.

    :param mode: what the description allows, or what it does not
    :param most: questions to each address by each method
    """
    faults: set[str] = set()
    roles = cycle(_ASKS)
    described = description(crawled.addresses, crawled.forms)
    operations: Any = schemathesis.openapi.from_dict(described).get_all_operations()
    for found in operations:
        operation = found.ok()

        @seed(20261127)
        @settings(
            max_examples=most,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            role = next(roles)
            status = _asked(made.visitors[role], case)
            # Health answers 503 where no worker runs, as here.
            if status >= 500 and case.path != "/health":
                faults.add(f"{role} {case.method} {case.path}")

        ask()
    return sorted(faults)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_address_falls_over_whatever_is_asked(
    made: Everything, crawled: Crawled, mode: GenerationMode
):
    assert _fallen_over(made, crawled, mode, 1) == []


@pytest.mark.campaign
@pytest.mark.timeout(14_400)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_address_falls_over_whatever_is_asked_at_length(
    made: Everything, crawled: Crawled, mode: GenerationMode
):
    assert _fallen_over(made, crawled, mode, 300) == []


def test_a_text_that_no_database_keeps_is_refused_in_words(desk: Desk):
    visitor = desk.visitor()

    answers = [
        visitor.post("/sign-in/", "/sign-in/", name="a\0b", password="x"),  # noqa: S106
        visitor.get("/sign-in/?next=%00"),
    ]

    assert [one.status for one in answers] == [400, 400]
    assert "was not understood" in answers[0].text
