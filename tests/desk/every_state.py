"""A desk at which everything stands that its pages can show, brought there by the ways people take.

Submissions in each stage, drafts of each form, something published, hidden, and on its way out,
people in each role. Tests that look at every page or send every form begin from here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pyotp
from django.utils import timezone

from tests.desk.authenticator import Authenticator
from tests.desk.conftest import PASSWORD, Desk, Visitor
from tests.desk.test_approving import give, introduce, looked
from tests.desk.test_attesting import planned
from tests.desk.test_forms import BOOK, LINES, photo, row_key
from tests.desk.test_questions import BUDGET, BUDGETED, ask, publish

OFFICE = "Desa Rejo"
PLAN_OFFICE = "Dinas Uji"
SAID = {"title": "Households", "licence": "CC-BY-4.0"}
ROWS = b"village,year,households\nRejo,2026,412\nSari,2026,380\n"
# A cell to be mended, a column of persons to decide on, and a rule that warns.
BROKEN = (
    b"village,nik,households\nRejo,3522010101900001,412\nSari,3522010101900002,380\n"
    b"Jati,3522010101900003,4o1\nMulyo,3522010101900004,390\nKarang,3522010101900005,401\n"
)
PLACES = b"Kode,Nama tempat,Jenis\n35.22.01.2001,Rejo,Desa\n35.22.01.2002,Sari,Desa\n"
GRANTS = b"kode;diputuskan;nilai;luas\n001;04/03/2026;1.250;2.310\n002;05/03/2026;-;10.5\n"
_ROLES = ("reviewer", "lead", "administrator", "civil-society", "independent-reviewer", "moderator")


@dataclass
class Everything:
    """Who is there, and where what stands.

    :param visitors: a role to somebody who is signed in with it; ``nobody`` to who is not
    :param starts: a role to the pages that no link leads it to
    :param stages: a stage to the number of a submission in it
    """

    visitors: dict[str, Visitor] = field(default_factory=dict)
    starts: dict[str, list[str]] = field(default_factory=dict)
    stages: dict[str, int] = field(default_factory=dict)


def everything(desk: Desk, folder: Path, device: Authenticator | None = None) -> Everything:
    """Bring a desk to where everything stands at it.

    :param device: with which a reviewer signs, at a desk that asks for a key of their own
    """
    made = Everything()
    _people(desk, made)
    if device:
        give(device, "a.reviewer")
        introduce(desk, device)
        give(Authenticator(device.place), "a.reviewer")  # which the log does not know
        made.visitors["lacking"] = desk.signed_in("a.lacking", "reviewer")
    _published(desk, folder)
    clerk = made.visitors["publisher"]
    _submissions(desk, made, clerk, made.visitors["reviewer"], device)
    _drafts(desk, clerk)
    _matched(desk, made, clerk)
    _described(desk, made, clerk)
    _withdrawn(desk, made)
    _half_signed_in(desk, made)
    if device:
        looked(made.visitors["reviewer"], made.stages["sent"])
        made.starts["reviewer"] = [f"/submissions/{made.stages['sent']}/approval/"]
    made.stages["checking"] = _handed_in(clerk, ROWS)  # last: no worker has looked at it
    return made


def _people(desk: Desk, made: Everything) -> None:
    """Bring somebody of each role, and who has not begun, was shut, or lacks a second step."""
    from pendopo.desk.models import Person, Post

    made.visitors["nobody"] = desk.visitor()
    made.visitors["publisher"] = desk.signed_in("a.publisher", "publisher", OFFICE)
    owner = Person.objects.get(name="a.publisher")
    Post.objects.create(person=owner, role="publisher", office=PLAN_OFFICE)
    Person.objects.filter(pk=owner.pk).update(email="a.publisher@misal.example")  # not confirmed
    elsewhere = desk.visitor()  # a second sign-in, which the first can end
    elsewhere.post("/sign-in/", "/sign-in/", name="a.publisher", password=PASSWORD)
    made.visitors["other"] = desk.signed_in("a.stranger", "publisher", "Desa Sari")
    for role in _ROLES:
        made.visitors[role] = desk.signed_in(f"a.{role}", role)
    code = desk.invite("not.yet", "reviewer")
    made.visitors["without a second step"] = desk.visitor().begin("not.yet", code)
    desk.invite("has.not.begun", "publisher", OFFICE, ("datasets",))
    desk.invite("was.shut", "publisher", OFFICE)
    Person.objects.filter(name="was.shut").update(is_active=False)
    for one in made.visitors.values():
        one.address = "127.0.0.1"  # which asks as often as it likes


def _published(desk: Desk, folder: Path) -> None:
    """Have a plan that can be attested, and a line that somebody asks about."""
    planned(desk, folder)
    (folder / "budget.csv").write_text(BUDGET, "utf-8")
    publish(desk, folder / "budget.csv", "budgets", BUDGETED)
    ask(desk, "Why is this twice as much as last year?", timezone.now())


def _handed_in(clerk: Visitor, content: bytes, register: str = "datasets") -> int:
    file = ("a.csv", content)
    to = clerk.upload("/hand-in/", file, register=register, office=OFFICE).to
    return int(to.split("/")[-2])


def _submissions(
    desk: Desk, made: Everything, clerk: Visitor, reviewer: Visitor, device: Authenticator | None
) -> None:
    """Hand files in, and bring one to each stage."""
    numbers = {name: _handed_in(clerk, ROWS) for name in (
        "ready", "sent", "returned", "approved", "published", "hidden", "dropped", "cancelled",
    )}  # fmt: skip
    numbers["mending"] = _handed_in(clerk, BROKEN)
    clerk.post(f"/submissions/{numbers['cancelled']}/cancel/")
    desk.work()
    through = ("ready", "sent", "returned", "approved", "published", "hidden")
    for name in through:
        clerk.post(f"/submissions/{numbers[name]}/say/", **SAID, **{"scope-dataset": name})
    clerk.post(f"/submissions/{numbers['dropped']}/give-up/")
    clerk.post(f"/submissions/{numbers['mending']}/comment/")
    desk.work()
    for name in through[1:]:
        clerk.post(f"/submissions/{numbers[name]}/send/", waved="Small villages.")
    reviewer.post(f"/submissions/{numbers['returned']}/send-back/", answer="Which year?")
    later = (timezone.now() + timedelta(days=30)).date().isoformat()
    for name, day in (("approved", later), ("published", ""), ("hidden", "")):
        _let_through(reviewer, numbers[name], day, device)
    desk.work()
    made.stages = numbers


def _let_through(
    reviewer: Visitor, number: int, not_before: str, device: Authenticator | None
) -> None:
    address = f"/submissions/{number}/"
    if device:
        _, wanted = looked(reviewer, number, not_before=not_before)
        reviewer.post(f"{address}approval/", credential=device.answer(wanted))
        return
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', reviewer.get(address).text)
    assert seen
    form = {"waved": "Right.", "seen": seen[1], "not_before": not_before}
    reviewer.post(f"{address}let-through/", **form)


def _drafts(desk: Desk, clerk: Visitor) -> None:
    """Begin each form, fill one in, hand one in, lay one aside."""
    from pendopo.desk.forms import FORMS

    for place, name in enumerate(FORMS):
        office = PLAN_OFFICE if name == "attestation" else OFFICE
        linked = {f"f-{one}": "ocds-abc123-1" for one in FORMS[name].linked if one == "ocid"}
        clerk.post(f"/forms/{name}/", key=f"{place:032x}", office=office, **linked)
    book, visit = (f"/drafts/{list(FORMS).index(one):032x}/" for one in ("village-budget", "visit"))
    _filled(clerk, book)
    clerk.post(f"{book}lines/", row=row_key(clerk, f"{book}lines/"), **{"f-amount": "much"})
    clerk.post(f"{book}lines/{'f' * 31}0/take/")
    clerk.upload(
        f"{visit}visits/", ("site.jpg", photo()), row=row_key(clerk, f"{visit}visits/"),
        field="photo", **{"f-ocid": "ocds-abc123-1", "f-seen_on": "2026-11-21",
                          "f-party": OFFICE, "f-seen": "Both abutments stand."},
    )  # fmt: skip
    clerk.post(visit, title="Bridge")
    for key in ("d" * 32, "e" * 32):
        clerk.post("/forms/village-budget/", key=key, office=OFFICE)
        _filled(clerk, f"/drafts/{key}/")
    clerk.post(f"/drafts/{'d' * 32}/drop/")
    clerk.post(f"/drafts/{'e' * 32}/", title="APBDes Rejo 2026")
    sheet = f"/drafts/{list(FORMS).index('attestation'):032x}/attestation/"
    clerk.post(sheet, row=row_key(clerk, sheet), **{
        "f-about": "uji-2026/open-contracting/payments", "f-seen_done": "Partly",
        "f-says": "Half of them.", "f-source": "https://uji.example/p", "f-number": "1",
    })  # fmt: skip
    desk.work()


def _filled(clerk: Visitor, draft: str) -> None:
    clerk.post(f"{draft}books/", row=row_key(clerk, f"{draft}books/"), **BOOK)
    for line in LINES:
        clerk.post(f"{draft}lines/", row=row_key(clerk, f"{draft}lines/"), **line)
    row = "f" * 31 + "0"
    clerk.post(f"{draft}lines/", row=row, **LINES[0])


def _matched(desk: Desk, made: Everything, clerk: Visitor) -> None:
    """Match the columns of a file, hand in another of its layout, and a third to be looked at."""
    first = made.stages["matched"] = _handed_in(clerk, PLACES, "places")
    desk.work()
    clerk.post(f"/submissions/{first}/columns/look/")
    desk.work()
    said = {"from-code": "Kode", "from-name": "Nama tempat", "value-level": "village",
            "value-scheme": "kemendagri", "title": "Tempat", "numbers": "comma"}  # fmt: skip
    clerk.post(f"/submissions/{first}/columns/", **said)
    made.stages["fits"] = _handed_in(clerk, PLACES, "places")
    other = PLACES.replace(b"Nama tempat", b"Nama")
    made.stages["unmatched"] = _handed_in(clerk, other, "places")
    desk.work()


def _described(desk: Desk, made: Everything, clerk: Visitor) -> None:
    """Describe the columns of a file, and hand in two of its layout, of which one was looked at."""
    first, looked, _last = (
        made.stages.setdefault(name, _handed_in(clerk, GRANTS))
        for name in ("described", "looked at", "described before")
    )
    desk.work()
    for number in (first, looked):
        clerk.post(f"/submissions/{number}/kinds/look/")
    desk.work()
    said = {"kind-0": "code", "kind-1": "date", "day-1": "%d/%m/%Y", "kind-2": "money",
            "marks-2": ",.", "factor-2": "1000", "unit-2": "IDR", "missing-2": "-"}  # fmt: skip
    clerk.post(f"/submissions/{first}/kinds/", version="1", **said)
    desk.work()


def _withdrawn(desk: Desk, made: Everything) -> None:
    """Hide one, and write what two officers sign of the other."""
    from pendopo.desk.models import Submission

    lead = made.visitors["lead"]
    ids = {one.pk: one.publication for one in Submission.objects.all()}
    hidden, published = ids[made.stages["hidden"]], ids[made.stages["published"]]
    lead.post(f"/withdraw/{hidden}/", wish="hold", reason="COURT-ORDER")
    lead.post(f"/withdraw/{published}/", wish="redact", reason="COURT-ORDER", says="A court.")
    desk.work()
    for name in ("ready", "sent", "approved"):  # their previews went with what was hidden
        lead.get(f"/submissions/{made.stages[name]}/")
    desk.work()


def _half_signed_in(desk: Desk, made: Everything) -> None:
    """Write the right password of who has a second step, and stop there."""
    visitor = made.visitors["half signed in"] = desk.visitor()
    visitor.address = "127.0.0.1"
    visitor.post("/sign-in/", "/sign-in/", name="a.lead", password=PASSWORD)
    made.starts["half signed in"] = ["/sign-in/second/"]
    made.starts["nobody"] = ["/sign-in/", "/code/"]


def digits(visitor: Visitor) -> Callable[[], str]:
    """Give what the phone of a visitor shows."""
    return pyotp.TOTP(visitor.secret).now
