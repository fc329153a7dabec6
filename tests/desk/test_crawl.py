"""Every form that a role finds takes whatever is written into it, and has no fault of its own.

The pages are followed by their links, as a browser would; each form is sent with what its fields
hold, each of them in turn made odd.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

from tests.desk.conftest import Answer, Desk, Visitor

OFFICE = "Desa Rejo"
_ODD = (
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
_PAGES_MOST = 60
# What ends the visit itself, and what leads to the public pages of a preview.
_NOT_SENT = ("/sign-out/", "/account/sign-ins/", "/people/", "/language/")


@dataclass
class Form:
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address, self.links, self.forms = address, set[str](), list[Form]()
        self._form: Form | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in told:
            self.links.add(urlsplit(urljoin(self.address, told["href"])).path)
        elif tag == "form" and told.get("method") == "post":
            self._form = Form(urlsplit(urljoin(self.address, told.get("action", ""))).path)
            self.forms.append(self._form)
        elif self._form and tag in {"input", "select", "textarea", "button"} and told.get("name"):
            self._form.fields.append((told["name"], told.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


def pages(visitor: Visitor) -> Iterator[Page]:
    """Follow the links from the first page on."""
    wanted, seen = ["/"], {"/"}
    while wanted and len(seen) < _PAGES_MOST:
        address = wanted.pop(0)
        answer = visitor.get(address)
        assert answer.status < 500, address
        if "html" not in answer.headers.get("Content-Type", ""):
            continue
        found = Page(address, answer.text)
        yield found
        new = {one for one in found.links - seen if not one.startswith(("/preview/", "/language/"))}
        seen |= new
        wanted += sorted(new)


def sent(visitor: Visitor, form: Form, fields: list[tuple[str, str]]) -> Answer:
    body = urlencode(fields, errors="replace").encode()
    return visitor._ask("POST", form.action, body, "application/x-www-form-urlencoded", {})


def faults_of(visitor: Visitor, odd: tuple[str, ...]) -> list[tuple[str, str, str]]:
    faults, known = [], set()
    for page in list(pages(visitor)):
        for form in page.forms:
            shape = (form.action, tuple(name for name, _ in form.fields))
            if shape in known or form.action.startswith(_NOT_SENT):
                continue
            known.add(shape)
            for text in odd:
                for place, (name, _) in enumerate(form.fields):
                    if name == "csrfmiddlewaretoken":
                        continue
                    fields = [*form.fields[:place], (name, text), *form.fields[place + 1 :]]
                    answer = sent(visitor, form, fields)
                    if answer.status >= 500:
                        faults.append((form.action, name, text[:20]))
    assert known
    return faults


@pytest.fixture(scope="module")
def visitors(desk: Desk) -> dict[str, Visitor]:
    roles = {"publisher": OFFICE, "reviewer": "", "lead": "", "administrator": ""}
    found = {role: desk.signed_in(f"a.{role}", role, office) for role, office in roles.items()}
    for one in found.values():
        one.address = "127.0.0.1"  # which asks as often as it likes
    found["publisher"].upload(
        "/hand-in/", ("a.csv", b"a,b\n1,x\n2\n"), register="datasets", office=OFFICE
    )
    desk.work()
    return found


@pytest.mark.parametrize("role", ["publisher", "reviewer", "lead", "administrator"])
def test_no_form_has_a_fault_whatever_is_written_into_it(visitors: dict[str, Visitor], role: str):
    assert faults_of(visitors[role], _ODD[1:2] + _ODD[4:5]) == []


@pytest.mark.campaign
@pytest.mark.parametrize("role", ["publisher", "reviewer", "lead", "administrator"])
def test_no_form_has_a_fault_with_any_of_the_odd_texts(visitors: dict[str, Visitor], role: str):
    assert faults_of(visitors[role], _ODD) == []


def test_a_text_that_no_database_keeps_is_refused_in_words(desk: Desk):
    visitor = desk.visitor()

    answers = [
        visitor.post("/sign-in/", "/sign-in/", name="a\0b", password="x"),  # noqa: S106
        visitor.get("/sign-in/?next=%00"),
    ]

    assert [one.status for one in answers] == [400, 400]
    assert "was not understood" in answers[0].text
