"""One office, and one account, keeps so many files here that are not published, and no more."""

import base64
from typing import Any

import pytest

from tests.desk.conftest import Answer, Desk, Visitor, as_asked
from tests.desk.test_forms import photo, visited
from tests.desk.test_mending import workbook

FULL = "There is no room for another file"
OFFICE = "Desa Rejo"
FILE = ("a.csv", b"village,year\nRejo,2026\n")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory):
    yield from as_asked(tmp_path_factory, "kept_files = 3\nkept_mb = 1\n")


def hand_in(clerk: Visitor, office: str, content: bytes = FILE[1]) -> Answer:
    return clerk.upload("/hand-in/", ("a.csv", content), register="datasets", office=office)


def begun(clerk: Visitor, office: str, size: int, **more: str) -> Answer:
    said = {"filename": "a.csv", "office": office, "register": "datasets", **more}
    words = (f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in said.items())
    headers: dict[str, Any] = {
        "HTTP_TUS_RESUMABLE": "1.0.0",
        "HTTP_X_CSRFTOKEN": clerk.token(),
        "HTTP_UPLOAD_LENGTH": str(size),
        "HTTP_UPLOAD_METADATA": ",".join(words),
    }
    return clerk._ask("POST", "/uploads/", b"", "", headers)


def test_an_office_that_keeps_its_most_hands_nothing_in_by_any_way_until_something_is_published(
    desk: Desk,
):
    from pendopo.desk.models import Stage, Submission

    clerk, other = (desk.signed_in(name, "publisher", OFFICE) for name in ("sari", "tini"))
    places = [hand_in(clerk, OFFICE).to, hand_in(other, OFFICE).to]
    on_its_way = begun(other, OFFICE, 10)
    desk.work()
    number = places[0].split("/")[-2]

    fourth, in_pieces = hand_in(clerk, OFFICE), begun(clerk, OFFICE, 10)
    again = clerk.upload(f"{places[0]}file/", FILE, places[0])
    elsewhere = hand_in(desk.signed_in("tono", "publisher", "Desa Sari"), "Desa Sari")
    Submission.objects.filter(pk=number).update(stage=Stage.DROPPED)
    given_up = hand_in(clerk, OFFICE)
    Submission.objects.filter(pk=number).update(stage=Stage.PUBLISHED)
    published = hand_in(clerk, OFFICE)

    assert on_its_way.status == 201
    assert FULL in fourth.text
    assert "What was given up is removed after 365 days" in fourth.text
    assert (in_pieces.status, FULL in in_pieces.text) == (507, True)
    assert FULL in (again.text or clerk.get(again.to).text)
    assert (elsewhere.status, published.status) == (302, 302)
    assert FULL in given_up.text


def test_an_account_keeps_no_more_by_having_many_offices(desk: Desk):
    from pendopo.desk.inviting import Wanted, give
    from pendopo.desk.models import Person
    from pendopo.desk.roles import Role

    clerk = desk.signed_in("yani", "publisher", "Desa A")
    for office in ("Desa B", "Desa C", "Desa D"):
        give(
            Person.objects.get(name="yani"), Wanted("yani", "", Role.PUBLISHER, office), "operator"
        )

    kept = [hand_in(clerk, f"Desa {letter}") for letter in "ABCD"]

    assert [one.status for one in kept] == [302, 302, 302, 200]
    assert FULL in kept[3].text


def test_so_many_megabytes_are_kept_and_no_more(desk: Desk):
    clerk = desk.signed_in("lina", "publisher", "Desa Jati")

    first, second = (
        hand_in(clerk, "Desa Jati", b"a\n" * 300_000),
        begun(clerk, "Desa Jati", 500_000),
    )
    small = begun(clerk, "Desa Jati", 300_000)

    assert (first.status, second.status, small.status) == (302, 507, 201)
    assert "3 files and 1 MB" in second.text


def test_a_file_that_mending_would_make_needs_room_too(desk: Desk):
    from pendopo.desk.models import Version

    clerk, office = desk.signed_in("yuni", "publisher", "Desa Kali"), "Desa Kali"
    for _ in range(2):
        hand_in(clerk, office)
    file = ("a.xlsx", workbook("kept"))
    place = clerk.upload("/hand-in/", file, register="datasets", office=office).to
    desk.work()

    mended = clerk.post(f"{place}mend/", place, **{"cell-0": "401"})

    assert FULL in mended.text
    assert Version.objects.filter(submission__office=office).count() == 3


def test_photos_count_with_their_form_and_beside_what_was_made_of_it(desk: Desk):
    clerk, office = desk.signed_in("rini", "publisher", "Desa Lor"), "Desa Lor"
    first, _page = visited(clerk, "1" * 32, photo(), office)
    sent = clerk.post(first, title="Bridge").to
    pages = [
        visited(clerk, key * 32, photo(turned=turned), office)[1]
        for key, turned in (("2", 90), ("3", 180))
    ]

    assert "/submissions/" in sent
    assert [FULL in page for page in pages] == [False, True]


def test_who_read_files_before_answers_within_the_seconds_of_the_desk_all_the_same(desk: Desk):
    from pendopo.desk.hall import answering

    opened = desk.opened
    opened.make_pseudonyms()  # as the signer does, and with it whatever reads a file is made

    found = answering(opened)

    assert found._checking.config.limits.seconds == opened.config.desk.answer_seconds
    assert opened._checking.config.limits.seconds == opened.config.limits.seconds
    assert opened.config.limits.seconds > opened.config.desk.answer_seconds
