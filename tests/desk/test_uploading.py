"""A file sent in pieces goes on where the line dropped, and is handed in once: tus 1.0.0."""

import base64
import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.desk.conftest import Answer, Desk, Visitor

OFFICE = "Desa Rejo"
CONTENT = b"village,households\n" + b"Rejo,412\n" * 2000


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


def ask(clerk: Visitor, method: str, address: str, body: bytes = b"", /, **more: Any) -> Answer:
    kind = "application/offset+octet-stream" if method == "PATCH" else ""
    headers = {"HTTP_TUS_RESUMABLE": "1.0.0", "HTTP_X_CSRFTOKEN": clerk.token()}
    return clerk._ask(method, address, body, kind, {**headers, **more})


def begun(clerk: Visitor, **said: str) -> Answer:
    known = {"filename": "a.csv", "office": OFFICE, "register": "datasets", **said}
    words = [f"{n} {base64.b64encode(text.encode()).decode()}" for n, text in known.items()]
    more = {"HTTP_UPLOAD_LENGTH": str(len(CONTENT)), "HTTP_UPLOAD_METADATA": ",".join(words)}
    return ask(clerk, "POST", "/uploads/", **more)


def far(clerk: Visitor, address: str) -> int:
    return int(ask(clerk, "HEAD", address).headers["Upload-Offset"])


def test_a_file_in_pieces_goes_on_where_the_line_dropped(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Submission

    class Dropped(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() >= 5_000:
                raise OSError("the line dropped")
            return super().read(min(size or 0, 5_000))

    place = begun(clerk).to
    cut = {"wsgi.input": Dropped(CONTENT), "CONTENT_LENGTH": str(len(CONTENT))}
    ask(clerk, "PATCH", place, HTTP_UPLOAD_OFFSET="0", **cut)
    came = far(clerk, place)
    wrong = ask(clerk, "PATCH", place, CONTENT, HTTP_UPLOAD_OFFSET="0").status
    rest = {"HTTP_UPLOAD_OFFSET": str(came)}
    last = ask(clerk, "PATCH", place, CONTENT[came:], **rest)
    again = ask(clerk, "PATCH", place, CONTENT[came:], **rest)
    address = clerk.get(place).to
    desk.work()

    assert came == 5_000
    assert (wrong, last.status, again.status) == (409, 204, 204)
    assert last.headers["Upload-Offset"] == str(len(CONTENT))
    assert clerk.get(f"{address}versions/1/").body == CONTENT
    assert Submission.objects.count() == 1
    assert list((desk.opened.place.private / "desk" / "uploads").iterdir()) == []


def test_a_piece_takes_the_place_of_a_file_that_is_to_be_mended(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Submission

    file = ("a.csv", b"a,b\n1\n")
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()
    number = address.split("/")[-2]
    place = begun(clerk, submission=number).to
    ask(clerk, "PATCH", place, CONTENT, HTTP_UPLOAD_OFFSET="0")

    found = Submission.objects.get(pk=number)
    assert clerk.get(place).to == address
    assert found.versions.count() == 2
    desk.work()


def test_a_file_that_came_whole_is_handed_in_though_that_failed_at_first(
    clerk: Visitor, monkeypatch: pytest.MonkeyPatch
):
    from django.db import OperationalError

    from pendopo.desk.pages.uploading import view

    def busy(*_given: object) -> None:
        raise OperationalError("database is locked")

    places = [begun(clerk).to for _ in range(3)]
    with monkeypatch.context() as patched:
        patched.setattr(view, "take_parts", busy)
        failed = [
            ask(clerk, "PATCH", one, CONTENT, HTTP_UPLOAD_OFFSET="0").status for one in places
        ]
    rest = {"HTTP_UPLOAD_OFFSET": str(len(CONTENT))}
    later = [clerk.get(places[0]).to, ask(clerk, "PATCH", places[1], **rest).status]
    there = far(clerk, places[2])
    addresses = [clerk.get(one).to for one in places]

    assert failed == [500] * 3
    assert (later, there) == ([addresses[0], 204], len(CONTENT))
    assert len({*addresses}) == 3
    assert all(one.startswith("/submissions/") for one in addresses)


def test_a_file_for_what_a_colleague_sent_meanwhile_is_kept_and_the_page_says_so(
    desk: Desk, clerk: Visitor
):
    from pendopo.desk.models import Stage, Submission

    address = clerk.upload("/hand-in/", ("a.csv", b"a\n1\n"), register="datasets", office=OFFICE).to
    number = int(address.split("/")[-2])
    place = begun(clerk, submission=str(number)).to
    Submission.objects.filter(pk=number).update(stage=Stage.SENT)
    tried = ask(clerk, "PATCH", place, CONTENT, HTTP_UPLOAD_OFFSET="0")
    to = clerk.get(place).to
    told = clerk.get(to).text

    assert (tried.status, tried.headers["Upload-Offset"]) == (409, str(len(CONTENT)))
    assert to == address
    assert "Somebody was faster" in told
    assert Submission.objects.get(pk=number).versions.count() == 1
    kept = desk.opened.place.private / "desk" / "uploads" / place.split("/")[-2]
    assert kept.read_bytes() == CONTENT


def test_what_was_begun_says_of_which_file_and_office_it_is(clerk: Visitor):
    place = begun(clerk).to
    said = ask(clerk, "HEAD", place).headers["Upload-Metadata"]
    to = clerk.get(place).to

    words = {"filename": "a.csv", "office": OFFICE, "register": "datasets"}
    assert said == ",".join(
        f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in words.items()
    )
    assert to == "/hand-in/"
    assert "The file is not whole yet" in clerk.get(to).text


def test_what_anybody_began_a_week_ago_is_left_when_the_next_begins(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Upload

    place = begun(clerk).to
    Upload.objects.filter(key=place.split("/")[-2]).update(made_at=timezone.now() - timedelta(8))
    begun(desk.signed_in("yani", "publisher", OFFICE))

    assert ask(clerk, "HEAD", place).status == 404
    assert not (desk.opened.place.private / "desk/uploads" / place.split("/")[-2]).exists()


def test_what_is_too_much_or_of_another_is_refused(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Upload

    other = desk.signed_in("tono", "publisher", "Desa Sari")
    place = begun(clerk).to
    large = {"HTTP_UPLOAD_LENGTH": "200000000"}

    assert begun(clerk, office="Desa Sari").status == 403
    assert ask(other, "HEAD", place).status == 404
    assert ask(clerk, "POST", "/uploads/", **large).status == 413
    assert ask(clerk, "POST", "/uploads/", HTTP_TUS_RESUMABLE="0.1").status == 412
    assert ask(clerk, "PATCH", place, CONTENT + b"x", HTTP_UPLOAD_OFFSET="0").status == 413
    assert clerk._ask("PATCH", place, b"x", "", {}).status == 403
    told = clerk._ask("OPTIONS", "/uploads/", b"", "", {}).headers
    assert (told["Tus-Extension"], told["Tus-Max-Size"]) == ("creation", "100000000")
    assert sum(begun(clerk).status == 201 for _ in range(8)) == 8
    mine = Upload.objects.filter(by__name="sari", submission=None).values_list("key", flat=True)
    there = {one.name for one in (desk.opened.place.private / "desk" / "uploads").iterdir()}
    assert len(there & {*mine}) == 5


def test_who_went_to_another_office_hands_in_nothing_for_the_one_before(desk: Desk):
    from pendopo.desk.models import Person, Submission

    clerk = desk.signed_in("rini", "publisher", OFFICE)
    place = begun(clerk).to
    Person.objects.get(name="rini").posts.update(office="Desa Sari")

    answer = ask(clerk, "PATCH", place, CONTENT, HTTP_UPLOAD_OFFSET="0")

    assert answer.status == 403
    assert not Submission.objects.filter(by__name="rini").exists()
