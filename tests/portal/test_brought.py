"""Whoever brings a file or a receipt reads whose it is, without a script and without a trace."""

import hashlib
import io
import json
import re
from datetime import datetime
from html import unescape

import pytest

from pendopo.portal.pages.verify import upload
from pendopo.programme.checking import Request
from pendopo.programme.config import Serve
from pendopo.terms.journey import Declaration
from pendopo.terms.personal import Decision, Fate
from pendopo.web.wsgi import make_application
from tests.portal.conftest import reader
from tests.portal.test_row_and_publication import words
from tests.web.asking import ask

BOUNDARY = "x7x"


def form(data, name="a file.csv", **fields):
    """A form as a browser sends it: its fields and one file."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n'.encode()
        for key, text in fields.items()
    ]
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n'
    head += "Content-Type: application/octet-stream\r\n\r\n"
    parts.append(f"--{BOUNDARY}\r\n{head}".encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode())
    return b"".join(parts)


def send(application, body, language="en", length=None, **environ):
    return ask(
        application,
        f"/{language}/verify/file/",
        "POST",
        CONTENT_TYPE=f"multipart/form-data; boundary={BOUNDARY}",
        CONTENT_LENGTH=str(len(body)) if length is None else length,
        **{"wsgi.input": io.BytesIO(body), **environ},
    )


def told(answer):
    """What stands in the answer, as plain text."""
    found = re.search(r'<div id="answer".*?</form>', answer.body.decode(), re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", found[0].partition("<form")[0]) if found else ""
    return " ".join(unescape(text).split())


@pytest.fixture(scope="module")
def application(hall):
    return make_application(hall)


def original(hall, number):
    publication = hall.state().publications[number]
    return hall.original_path(publication).read_bytes()


def test_a_file_that_was_published_is_named_with_its_publisher_day_and_position(hall, application):
    answer = send(application, form(original(hall, 0)))

    assert answer.status == 200
    assert (
        "This exact file was published by Dinas Kominfo on 18 November 2026, 10:00 UTC+7, "
        "position 1." in told(answer)
    )
    assert "The log signed it; no witness" in told(answer)
    assert "A later version took its place in entry 2." in told(answer)
    assert hashlib.sha256(original(hall, 0)).hexdigest() in told(answer)


def test_the_answer_is_kept_by_nobody_and_sets_nothing(hall, application):
    answer = send(application, form(original(hall, 0)))

    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_file_is_found_in_indonesian_too(hall, application):
    answer = send(application, form(original(hall, 2)), language="id")

    assert 'lang="id"' in answer.body.decode()
    assert "Dinas Kominfo" in told(answer)


@pytest.mark.parametrize(
    ("role", "said"),
    [("table:", "(Parquet)"), ("metadata", "what the publication says of itself")],
)
def test_tables_and_metadata_are_found_as_what_they_are(hall, application, role, said):
    [one] = [one for one in hall.state().publications[0].objects if one.role.startswith(role)]

    answer = send(application, form(hall.object_path(one.c).read_bytes()))

    assert "position 1." in told(answer)
    assert said in told(answer)


def test_a_measurement_is_found(hall, application):
    entry, _ = hall.measurements(hall.state())[0]
    data = hall.object_path(entry.leaf.objects[0].c).read_bytes()

    answer = send(application, form(data))

    assert f"position {entry.index}." in told(answer)
    assert "a measurement" in told(answer)


def test_a_file_that_was_not_published_is_told_so_with_the_reasons_there_may_be(hall, application):
    answer = send(application, form(original(hall, 0) + b" "))

    assert "No file with exactly these bytes stands in this log." in told(answer)
    assert "opened and saved again" in told(answer)


def test_its_name_is_shown_and_does_nothing(application):
    answer = send(application, form(b"x", name="<script>alert(1)</script>.csv"))

    assert "<script>alert" not in answer.body.decode()


def test_a_form_without_a_file_is_asked_for_one(application):
    body = form(b"", name="")

    assert "No file was chosen." in told(send(application, body))


def test_a_form_that_is_none_is_refused(application):
    assert send(application, b"nothing of a form").status == 200
    assert send(application, form(b"x", salt="12")).status == 400


def test_a_receipt_holds_and_a_changed_one_does_not(hall, application):
    name = hall.state().publications[2].id
    receipt = (hall.public / "pub" / name / "receipt.tlog-proof").read_bytes()

    right = send(application, form(receipt, name=f"{name}.tlog-proof"))
    wrong = send(application, form(receipt.replace(b"\nindex 3", b"\nindex 2")))

    assert "This receipt holds: “Wells” by Dinas Kominfo stands at position 3 of the log." in told(
        right
    )
    assert "This does not hold." in told(wrong)
    assert "Found in the proof:" in told(wrong)


def test_a_kept_checkpoint_holds(hall, application):
    note = (hall.public / "log" / "checkpoint").read_bytes()

    assert "its first 8 entries. All stand here still." in told(send(application, form(note)))


def test_a_sha256_is_asked_for_by_address_and_answered_as_json_too(hall, read):
    digest = hashlib.sha256(original(hall, 0)).hexdigest()

    answer = read(f"/en/verify/?sha256={digest.upper()}")
    found = json.loads(read(f"/en/verify/index.json?sha256={digest}").body)["found"]

    assert "The file with this SHA-256 was published by Dinas Kominfo" in told(answer)
    assert [(one["entry"], one["replaced_by"]) for one in found["entries"]] == [(1, 2)]
    assert found["role"] == "original"
    assert json.loads(read("/en/verify/index.json?sha256=" + "0" * 64).body)["found"] == {
        "sha256": "0" * 64,
        "commitment": None,
        "role": None,
        "entries": [],
    }
    assert read("/en/verify/?sha256=12").status == 400


def test_the_script_is_told_salts_and_of_a_match_and_no_hash(hall, read):
    digest = hashlib.sha256(original(hall, 0)).digest()

    whole = read(f"/en/verify/contents.json?begins={digest.hex()[:1]}")
    [c] = [
        one["c"]
        for one in json.loads(whole.body)["contents"]
        if one["c"] == hall.state().publications[0].original.c
    ]
    part = read(f"/en/verify/found/?c={c}")

    assert digest.hex() not in whole.body.decode()
    assert "This exact file was published by Dinas Kominfo" in words(part)
    assert "<html" not in part.body.decode()
    assert read("/en/verify/contents.json?begins=xyz").status == 400
    assert read("/en/verify/found/?c=12").status == 400


def test_a_file_that_is_kept_back_is_found_with_its_salt_alone(fresh, tmp_path):
    file = tmp_path / "aid.csv"
    file.write_text("nik,nama,rp\n3522010101900001,Budi,5\n")
    declaration = Declaration(
        title="Aid",
        licence="CC-BY-4.0",
        scope={"dataset": "aid"},
        personal={
            "nik": Decision(Fate.MASK, "Act 27/2022"),
            "nama": Decision(Fate.DROP, "Act 27/2022, art. 4"),
        },
    )
    at = datetime.fromisoformat(fresh.state().entries[-1].leaf.time)
    [entry] = fresh.publish([Request(file, "datasets", at, declaration)]).entries
    kept = fresh.place.withheld / entry.leaf.id / "salt.json"
    salt = json.loads(kept.read_bytes())["salt"]
    application = make_application(fresh)

    without = send(application, form(file.read_bytes()))
    with_it = send(application, form(file.read_bytes(), salt=salt))
    other = send(application, form(file.read_bytes() + b"\n", salt=salt))

    assert "No file with exactly these bytes" in told(without)
    assert "This file was handed in for what" in told(with_it)
    assert "and kept back" in told(with_it)
    assert "No file with exactly these bytes" in told(other)


def test_nothing_else_takes_anything_in(application):
    body = form(b"x")

    elsewhere = ask(application, "/en/verify/", "POST", CONTENT_LENGTH="3")
    past = ask(application, "/at/3/en/verify/file/", "POST", CONTENT_LENGTH="3")
    unsaid = send(application, body, length="")
    large = send(application, body, length=str(400 * 10**6))
    looked_at = ask(application, "/en/verify/file/")

    assert [one.status for one in (elsewhere, past, unsaid, large)] == [413, 413, 411, 413]
    assert (looked_at.status, looked_at.headers["Location"]) == (302, "/en/verify/")


def test_a_site_may_take_no_files(fresh):
    file = fresh.root / "pendopo.toml"
    file.write_text(file.read_text("utf-8").replace("check_mb = 300", "check_mb = 0"), "utf-8")
    programme = type(fresh).open(fresh.root)

    assert send(make_application(programme), form(b"x")).status == 413
    assert "write the SHA-256 of the file below" in words(reader(programme)("/en/verify/"))


def test_files_count_for_more_than_pages(hall):
    application = make_application(hall)
    most = Serve().requests_per_minute // 20

    statuses = [
        send(application, form(b"x"), REMOTE_ADDR="192.0.2.7").status for _ in range(most + 1)
    ]

    assert statuses == [200] * most + [429]


def test_while_one_file_is_read_another_is_told_to_wait(application):
    with upload._alone:
        answer = send(application, form(b"x"))

    assert answer.status == 503
    assert answer.headers["Retry-After"] == "20"
    assert "Another file is being read." in told(answer)
    assert send(application, form(b"x")).status == 200


def test_a_file_that_comes_too_slowly_is_not_waited_for(application, monkeypatch):
    ticks = iter(range(0, 10_000, 30))
    monkeypatch.setattr(upload.Hashing.__init__, "__defaults__", (lambda: float(next(ticks)),))

    answer = send(application, form(bytes(200_000)))

    assert answer.status == 408
    assert "came too slowly" in told(answer)


def test_a_large_file_is_hashed_as_it_comes(application):
    class Endless(io.RawIOBase):
        """Zeros without end; says how much was asked for at once."""

        largest = 0
        begun = form(b"")[: -len(f"\r\n--{BOUNDARY}--\r\n")]
        left = 40_000_000

        def read(self, size=-1):
            self.largest = max(self.largest, size)
            if self.begun:
                head, self.begun = self.begun[:size], self.begun[size:]
                return head
            piece = bytes(min(size, self.left))
            self.left -= len(piece)
            return piece or f"\r\n--{BOUNDARY}--\r\n".encode()

    source = Endless()
    length = len(form(b"")) + source.left
    answer = send(application, b"", length=str(length), **{"wsgi.input": source})

    assert hashlib.sha256(bytes(40_000_000)).hexdigest() in told(answer)
    assert source.largest <= 1 << 20
