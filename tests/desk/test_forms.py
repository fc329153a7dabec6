"""Forms for those without a file: kept at each step, summed, and handed in as a file like any."""

import io
import re
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from PIL import Image, ImageChops
from PIL.ExifTags import GPS, IFD

from tests.desk.conftest import Desk, Visitor

OFFICE = "Desa Rejo"
BOOK = {"f-village": "35.22.01.2001", "f-year": "2026", "f-phase": "approved"}
LINES = (
    {"f-account_code": "4.2.1", "f-source": "DDS", "f-amount": "1.250.000,50"},
    {"f-account_code": "Belanja Modal Jembatan", "f-amount": "1250000,50",
     "f-activity_code": "02.03.10", "f-source": "DDS", "f-note": "=1+1"},
)  # fmt: skip
KEY = "a" * 32


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


def begun(clerk: Visitor, form: str, key: str) -> str:
    """Begin a form; the address of its overview."""
    first = clerk.post(f"/forms/{form}/", key=key, office=OFFICE).to
    return first.rpartition(f"{key}/")[0] + f"{key}/"


def stops(found: Any) -> list[str]:
    """What stops a submission."""
    return [one["message"] for one in found.version.report["findings"] if one["weight"] == "stop"]


def row_key(clerk: Visitor, address: str) -> str:
    found = re.search(r'name="row" value="([0-9a-f]{32})"', clerk.get(address).text)
    assert found
    return found[1]


def test_a_village_budget_is_filled_in_row_by_row_and_becomes_a_file(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Submission

    draft = begun(clerk, "village-budget", KEY)
    clerk.post(f"{draft}books/", row=row_key(clerk, f"{draft}books/"), **BOOK)
    for line in LINES:
        clerk.post(f"{draft}lines/", row=row_key(clerk, f"{draft}lines/"), **line)
    page = clerk.get(draft).text
    sent = clerk.post(draft, title="APBDes Rejo 2026").to
    again = clerk.post(draft, title="APBDes Rejo 2026").to
    desk.work()

    assert "2 rows" in page
    assert re.findall(r"<dd>([^<]+)</dd>", page) == ["1,250,000.5", "1,250,000.5", "0", "0", "0"]
    assert sent == again
    found = Submission.objects.get(pk=sent.split("/")[-2])
    assert (found.stage, found.versions.count(), stops(found)) == ("ready", 1, [])
    book = openpyxl.load_workbook(io.BytesIO(clerk.get(f"{sent}versions/1/").body))
    head, first, second = book["lines"].iter_rows(values_only=True)
    line = dict(zip(head, second, strict=True))
    assert dict(zip(head, first, strict=True))["village"] == "35.22.01.2001"
    assert (line["account_code"], Decimal(str(line["amount"]))) == ("5.3.6", Decimal("1250000.50"))
    assert book["lines"]["I3"].data_type == "s"
    # Changed in the form and handed in again, it is another version of the same submission.
    more = {"f-account_code": "4.2.3", "f-source": "ADD", "f-amount": "Rp 10"}
    clerk.post(f"{draft}lines/", row=row_key(clerk, f"{draft}lines/"), **more)
    assert clerk.post(draft, title="APBDes Rejo 2026").to == sent
    assert found.versions.count() == 2
    desk.work()


def test_who_has_no_file_publishes_a_budget_with_its_poster_and_receipt(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Submission

    reviewer = desk.signed_in("budi", "reviewer")
    draft = begun(clerk, "village-budget", "5" * 32)
    clerk.post(f"{draft}books/", row=row_key(clerk, f"{draft}books/"), **BOOK)
    for line in LINES:
        clerk.post(f"{draft}lines/", row=row_key(clerk, f"{draft}lines/"), **line)
    address = clerk.post(draft, title="APBDes Rejo 2026").to
    desk.work()
    clerk.post(f"{address}send/", waved="As the book says.")
    seen = reviewer.get(address).text.partition('name="seen" value="')[2][:64]
    reviewer.post(f"{address}let-through/", waved="Right.", seen=seen)
    desk.work()

    found = Submission.objects.get(pk=address.split("/")[-2])
    [stands] = desk.opened.state().current("villages")
    assert (found.stage, found.publication) == ("published", stands.id)
    assert "has the poster to print" in clerk.get(address).text
    receipts = desk.opened.public.glob(f"pub/**/{stands.id}/receipt*")
    assert len(list(receipts)) == 1


def test_a_form_sent_twice_since_the_line_dropped_is_one_row_and_one_draft(clerk: Visitor):
    from pendopo.desk.models import Draft

    key = "b" * 32
    draft = begun(clerk, "village-budget", key)
    assert begun(clerk, "village-budget", key) == draft
    row = row_key(clerk, f"{draft}lines/")
    for amount in ("5", "5", "6"):
        clerk.post(f"{draft}lines/", row=row, **{**LINES[0], "f-amount": amount})

    [kept] = Draft.objects.get(key=key).content["lines"]
    assert kept["amount"] == "6"
    assert Draft.objects.filter(key=key).count() == 1


def test_what_cannot_be_read_is_kept_and_told_beside_its_field(clerk: Visitor):
    draft = begun(clerk, "village-budget", "c" * 32)
    row = row_key(clerk, f"{draft}lines/")
    wrong = {"f-account_code": "Belanja Modal", "f-amount": "banyak", "f-activity_code": "jalan"}

    answer = clerk.post(f"{draft}lines/", row=row, **wrong)
    page = clerk.get(answer.to).text

    assert answer.to == f"{draft}lines/?row={row}&kept=1"
    assert 'value="banyak"' in page
    assert "Write an amount such as 1.250.000" in page
    assert re.search(r'<option value="02\.03\.\d\d">02\.03\.\d\d [^<]*[Jj]alan', page)
    assert "To be mended" in page


def test_a_row_is_taken_out_and_put_back_and_a_draft_laid_aside_and_taken_up(clerk: Visitor):
    draft = begun(clerk, "village-budget", "d" * 32)
    row = row_key(clerk, f"{draft}lines/")
    clerk.post(f"{draft}lines/", row=row, **LINES[0])

    clerk.post(f"{draft}lines/{row}/take/")
    out = clerk.get(draft).text
    clerk.post(f"{draft}lines/{row}/take/", back="1")
    back = clerk.get(draft).text
    clerk.post(f"{draft}drop/")
    aside = clerk.get("/forms/").text
    clerk.post(f"{draft}drop/", back="1")
    up = clerk.get("/forms/").text

    assert ("1 row" in out, "1 row" in back) == (False, True)
    assert (draft in aside, draft in up) == (False, True)


def test_who_wrote_in_a_form_that_another_hands_in_does_not_let_it_through(
    desk: Desk, clerk: Visitor
):
    from pendopo.desk.hands import had_part, part_in
    from pendopo.desk.models import Act, Submission

    writer = desk.signed_in("rina", "publisher", OFFICE)
    draft = begun(clerk, "village-budget", "7" * 32)
    for line in LINES:
        writer.post(f"{draft}lines/", row=row_key(writer, f"{draft}lines/"), **line)
    row = row_key(writer, f"{draft}lines/")
    writer.post(f"{draft}lines/", row=row, **LINES[0])
    writer.post(f"{draft}lines/{row}/take/")
    number = int(clerk.post(draft, title="T").to.split("/")[-2])
    found = Submission.objects.get(pk=number)
    desk.work()

    acts = Act.objects.filter(who="rina", about__draft="7" * 32)
    assert sorted(acts.values_list("what", flat=True)) == ["filled", "row-out"]
    assert [had_part(one, found) for one in ("rina", "sari", "budi")] == [True, True, False]
    assert Submission.objects.filter(part_in("rina")).get() == found
    assert Act.objects.get(submission=number, what="filled-in").about["hands"] == "rina"


def test_what_is_changed_in_a_form_while_its_file_is_checked_is_told_to_be_not_in_it(
    desk: Desk, clerk: Visitor
):
    from pendopo.desk.models import Act, Submission

    draft = begun(clerk, "village-budget", "8" * 32)
    clerk.post(f"{draft}lines/", row=row_key(clerk, f"{draft}lines/"), **LINES[0])
    address = clerk.post(draft, title="T").to
    twice = clerk.get(clerk.post(draft, title="T").to).text
    clerk.post(f"{draft}lines/", row=row_key(clerk, f"{draft}lines/"), **LINES[1])
    told = clerk.get(clerk.post(draft, title="T").to).text
    desk.work()
    number = int(address.split("/")[-2])
    record_mended(number)
    anew = clerk.get(clerk.post(draft, title="T").to).text
    desk.work()

    assert "is not in this file" not in twice
    assert "What was changed in the form is not in this file" in told
    assert "comes from the form alone" in anew
    assert Submission.objects.get(pk=number).versions.count() == 2
    assert Act.objects.filter(submission=number, what="filled-in").count() == 2


def record_mended(number: int) -> None:
    from pendopo.desk.audit import record

    record("sari", "mended", number, count=1)


def test_a_document_says_what_it_replaces_and_a_meeting_is_one_page(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Submission

    document = begun(clerk, "document", "e" * 32)
    scope = {"f-document": "enacted-budget", "f-year": "2026", "f-publisher": "35.22"}
    clerk.post(f"{document}scope/", row=row_key(clerk, f"{document}scope/"), **scope)
    file = {"f-title": "Perda APBD", "f-form": "pdf", "f-address": "https://contoh.example/a.pdf"}
    clerk.post(f"{document}files/", row=row_key(clerk, f"{document}files/"), **file)
    meeting = begun(clerk, "meeting", "f" * 32)
    held = {"f-village": "35.22.01.2001", "f-year": "2026", "f-held_on": "2026-01-20",
            "f-kind": "Musdes", "f-people": "81"}  # fmt: skip
    onward = clerk.post(f"{meeting}events/", row=row_key(clerk, f"{meeting}events/"), **held).to
    sent = [clerk.post(one, title="T").to for one in (document, meeting)]
    desk.work()

    found = [Submission.objects.get(pk=one.split("/")[-2]) for one in sent]
    assert onward == meeting
    assert [one.stage for one in found] == ["ready", "ready"], clerk.get(sent[0]).text
    assert found[0].scope == {"document": "enacted-budget", "year": "2026", "publisher": "35.22"}


def test_a_draft_is_its_offices_and_a_form_for_no_office_is_refused(desk: Desk, clerk: Visitor):
    draft = begun(clerk, "meeting", "0" * 31 + "1")
    other = desk.signed_in("tono", "publisher", "Desa Sari")
    colleague = desk.signed_in("rini", "publisher", OFFICE)

    theirs = clerk.post("/forms/meeting/", key="0" * 32, office="Desa Sari")

    assert [who.get(draft).status for who in (other, colleague)] == [403, 200]
    assert other.post(f"{draft}events/", row="1" * 32).status == 403
    assert theirs.status == 403


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "fault"),
    [
        ("money", "1.250.000", "1250000", False),
        ("money", "1,250,000.50", "1250000.50", False),
        ("money", "Rp 1.250", "1250", False),
        ("money", "Rp -1 250 000,50", "-1250000.50", False),
        ("money", "1.25.00", "1.25.00", True),
        ("money", "0.250", "0.250", True),
        ("money", "0,250", "0,250", True),
        ("money", "0,25", "0.25", False),
        ("money", "12 50", "12 50", True),
        ("integer", "0.250", "0.250", True),
        ("integer", "1.250", "1250", False),
        ("integer", "1,5", "1,5", True),
        ("decimal", "12,5", "12.5", False),
        ("decimal", "1.250", "1.250", True),
        ("year", "26", "26", True),
        ("date", "2026-02-30", "2026-02-30", True),
        ("date", "2026-02-28", "2026-02-28", False),
        ("money", "1" * 400, "1" * 400, True),
    ],
)
def test_numbers_and_days_are_read_as_people_write_them(
    kind: str, typed: str, kept: str, *, fault: bool
):
    from pendopo.desk.form_cells import fault_of, tidy
    from pendopo.terms.column import Column, Kind

    column = Column("a", Kind(kind))
    text = tidy(column, typed)

    assert (text, fault_of(column, text) is not None) == (kept, fault)


def test_a_reply_to_a_flag_is_a_row_of_its_own_and_takes_no_others_place(desk: Desk):
    from pendopo.desk.models import Submission

    wanted = {"flag": "r018_single_bid", "subject": "ocds-abc123-2"}
    who = [desk.signed_in(name, "publisher", name.title()) for name in ("pupr", "dikes")]
    found: list[str] = []
    for office, one in zip(("Pupr", "Dikes"), who, strict=True):
        page = one.get("/forms/reply/?flag=r018_single_bid&subject=ocds-abc123-2").text
        assert '<input type="hidden" name="f-subject" value="ocds-abc123-2">' in page
        sheet = one.post(
            "/forms/reply/", key="7" * 31 + str(len(found)), office=office,
            **{f"f-{name}": text for name, text in wanted.items()},
        ).to  # fmt: skip
        blank = one.get(sheet).text
        assert f'value="{office}"' in blank
        assert '<option value="r018_single_bid" selected>' in blank
        assert "This has to be filled" not in blank
        told = {f"f-{name}": text for name, text in wanted.items()}
        told |= {"f-role": "buyer", "f-party": office, "f-says": "An island.\nTwo firms.",
                 "f-day": "2026-11-21"}  # fmt: skip
        draft = one.post(sheet, row=row_key(one, sheet), **told).to
        sent = [one.post(draft, title="Reply").to for _ in range(2)]
        assert sent[0] == sent[1]
        found.append(sent[0])
    desk.work()

    made = [Submission.objects.get(pk=one.split("/")[-2]) for one in found]
    assert [(one.stage, one.register) for one in made] == [("ready", "replies")] * 2
    scopes = [one.scope["reply"] for one in made]
    assert len({*scopes}) == 2
    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in scopes)


def test_a_reply_to_no_flag_that_there_is_is_told_beside_its_field(clerk: Visitor):
    sheet = clerk.post(
        "/forms/reply/", key="9" * 32, office=OFFICE, **{"f-flag": "r999", "f-other": "x"}
    ).to
    page = clerk.post(sheet, row=row_key(clerk, sheet), **{"f-flag": "r999"}).to

    assert "Choose one of the list." in clerk.get(page).text


def photo(size: int = 240, *, turned: int = 0) -> bytes:
    """Give a JPEG with a place in its own data: a slope of greys, turned by so many degrees."""
    picture = Image.linear_gradient("L").resize((size, size))
    picture = ImageChops.multiply(picture, Image.radial_gradient("L").resize((size, size)))
    told = Image.Exif()
    gps: dict[int, object] = {GPS.GPSLatitudeRef: "S", GPS.GPSLatitude: (7.0, 9.0, 0.0),
           GPS.GPSLongitudeRef: "E", GPS.GPSLongitude: (111.0, 53.0, 0.0)}  # fmt: skip
    told.get_ifd(IFD.GPSInfo).update(gps)
    out = io.BytesIO()
    picture.rotate(turned).save(out, "JPEG", exif=told)
    return out.getvalue()


def visited(clerk: Visitor, key: str, picture: bytes, office: str = OFFICE) -> tuple[str, str]:
    """Fill in a visit with its photo; its overview and the page that comes after the photo."""
    sheet = clerk.post(
        "/forms/visit/", key=key, office=office, **{"f-ocid": f"ocds-abc123-{key[0]}"}
    ).to
    page = clerk.get(sheet)
    assert page.headers["Permissions-Policy"].startswith("camera=(), geolocation=(self)")
    told = {"f-ocid": f"ocds-abc123-{key[0]}", "f-seen_on": "2026-11-21", "f-party": office,
            "f-seen": "Both abutments stand."}  # fmt: skip
    to = clerk.upload(
        sheet, ("site.jpg", picture), row=row_key(clerk, sheet), field="photo", **told
    ).to
    return to, clerk.get(to).text


def test_a_visit_is_sent_with_its_photo_which_keeps_nothing_the_camera_wrote(
    desk: Desk, clerk: Visitor
):
    from pendopo.desk.models import Submission

    draft, page = visited(clerk, "1" * 32, photo())
    assert "The same picture" not in page
    sent = clerk.post(draft, title="Bridge").to
    desk.work()

    found = Submission.objects.get(pk=sent.split("/")[-2])
    assert (found.stage, found.register) == ("ready", "visits")
    address = re.search(r'href="([^"]+/photos/[0-9a-f]{64}[.]jpg)"', clerk.get(sent).text)
    assert address
    kept = clerk.get(address[1])
    assert kept.headers["Content-Type"] == "image/jpeg"
    assert not Image.open(io.BytesIO(kept.body)).getexif()
    book = openpyxl.load_workbook(io.BytesIO(clerk.get(f"{sent}versions/1/").body))
    head, row = book["visits"].iter_rows(values_only=True)
    told = dict(zip(head, row, strict=True))
    assert (told["placed_by"], told["sha256"]) == ("picture", address[1][-68:-4])
    stranger = desk.signed_in("wati", "publisher", "Desa Sari")
    assert stranger.get(address[1]).status == 403


def test_the_same_photo_of_another_site_and_what_is_no_photo_are_told(clerk: Visitor):
    visited(clerk, "6" * 32, photo(turned=180))
    _draft, again = visited(clerk, "2" * 32, photo(200, turned=180))
    _draft, other = visited(clerk, "3" * 32, photo(turned=90))
    _draft, none = visited(clerk, "4" * 32, b"no picture")

    assert "The same picture as one of ocds-abc123-6; take a new one." in again
    assert "The same picture" not in other
    assert "This is no photo that can be read" in none
