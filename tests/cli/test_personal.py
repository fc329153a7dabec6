"""``--personal``: what an officer writes for a column with personal data, and what comes of it."""

import io
import json
import zipfile

import openpyxl
import pytest

from pendopo.cli.personal import personal_of
from pendopo.cli.verb import RefusedError
from pendopo.programme.programme import Programme
from pendopo.terms.personal import ORIGINAL, SAID, Decision, Fate

pytestmark = pytest.mark.usefixtures("home")

NIK = "3522010101900001"


@pytest.fixture
def aid(tmp_path):
    path = tmp_path / "aid.csv"
    path.write_text(f"nik,rp\n{NIK},600000\n3522014101910002,700000\n")
    return path


@pytest.mark.parametrize(
    ("text", "name", "decision"),
    [
        ("nik=mask:UU 27/2022", "nik", Decision(Fate.MASK, "UU 27/2022")),
        ("No. KTP=drop: pasal 1: a=b ", "No. KTP", Decision(Fate.DROP, "pasal 1: a=b")),
        ("a=b=publish:umum", "a=b", Decision(Fate.PUBLISH, "umum")),
        ("nik=mask@warga:x", "nik", Decision(Fate.MASK, "x", family="warga")),
        (f"{ORIGINAL}=drop:x", ORIGINAL, Decision(Fate.DROP, "x")),
    ],
)
def test_a_decision_is_a_column_what_becomes_of_it_and_why(text, name, decision):
    assert personal_of([text]) == {name: decision}


@pytest.mark.parametrize(
    "text",
    ["nik", "nik=hide:x", "=mask:x", "nik=mask", "nik=mask: ", "nik=mask@:x", "nik=drop@a:x",
     f"{ORIGINAL}=mask:x", f"{SAID}=drop:x"],
)  # fmt: skip
def test_what_is_no_decision_is_refused_with_what_to_write(text):
    with pytest.raises(RefusedError, match="--personal"):
        personal_of([text])


def test_a_column_is_decided_on_once():
    with pytest.raises(RefusedError, match="twice"):
        personal_of(["nik=mask:x", "nik=drop:x"])


def test_a_check_stops_shows_no_number_and_says_what_to_write(run, aid):
    result = run("check", aid, "--register", "datasets")

    assert result.exit_code == 1
    assert "--personal nik=mask:REASON" in result.output
    assert NIK not in result.output


def test_each_column_is_told_by_itself(run, tmp_path):
    path = tmp_path / "aid.csv"
    path.write_text(f"nik,nama,tgl_lahir\n{NIK},Budi,1990-01-01\n")

    output = run("check", path, "--register", "datasets").output

    assert all(f"--personal {name}=mask" in output for name in ("nik", "nama", "tgl_lahir"))


def test_a_check_with_a_decision_shows_what_would_be_published(run, aid):
    result = run("check", aid, "--register", "datasets", "--personal", "nik=drop:umum", "--json")

    assert result.exit_code == 0, result.output
    [table] = json.loads(result.stdout)["tables"]
    assert [column["name"] for column in table["columns"]] == ["rp"]


def test_a_file_that_is_kept_back_is_published_once(publish, aid, home):
    decided = ("--personal", "nik=mask:UU 27/2022")
    assert publish(aid, "aid", *decided).exit_code == 0

    again = publish(aid, "aid", *decided)
    unsaid = publish(aid, "aid")

    assert "stand already" in again.stdout
    assert "stand already" in unsaid.stdout
    assert [one.index for one in Programme.open(home).state().current()] == [1]


def test_another_decision_or_reason_publishes_the_same_bytes_again(publish, aid, home):
    publish(aid, "aid", "--personal", "nik=mask:UU 27/2022")

    publish(aid, "aid", "--personal", "nik=mask:UU 27/2022, pasal 4")

    assert [one.index for one in Programme.open(home).state().current()] == [2]


def test_a_schema_of_what_stands_is_no_difference_where_columns_are_hidden(
    publish, aid, home, tmp_path
):
    schema = tmp_path / "schema.json"
    fields = [{"name": "nik", "kind": "code"}, {"name": "rp", "type": "integer"}]
    schema.write_text(json.dumps({"fields": fields, "primaryKey": "nik"}))
    more = ("--schema", str(schema), "--personal", "nik=mask:UU 27/2022")
    publish(aid, "aid", *more)

    again = publish(aid, "aid", *more)

    assert "stand already" in again.stdout, again.output
    assert [one.index for one in Programme.open(home).state().current()] == [1]


def test_what_was_hidden_stays_hidden_in_the_next_release(publish, aid, home):
    publish(aid, "aid", "--personal", "nik=mask:UU 27/2022")
    aid.write_text(aid.read_text() + "3522011202850003,800000\n")

    result = publish(aid, "aid")

    assert result.exit_code == 0, result.output
    programme = Programme.open(home)
    [current] = programme.state().current()
    metadata = programme.metadata(current)
    assert metadata
    [treated] = metadata.personal
    assert (current.index, treated.fate, treated.reason) == (2, Fate.MASK, "UU 27/2022")


def test_that_something_may_be_published_is_said_each_time(publish, aid):
    publish(aid, "aid", "--personal", "nik=publish:umum")
    aid.write_text(aid.read_text() + "3522011202850003,800000\n")

    assert publish(aid, "aid").exit_code == 1


def test_a_decision_on_one_column_leaves_the_others_as_they_were(publish, aid, home):
    publish(aid, "aid", "--personal", "nik=mask:a", "--personal", "rp=drop:b")
    aid.write_text(aid.read_text() + "3522011202850003,800000\n")

    publish(aid, "aid", "--personal", "nik=mask:c")

    programme = Programme.open(home)
    [current] = programme.state().current()
    metadata = programme.metadata(current)
    assert metadata
    assert {one.column: one.reason for one in metadata.personal} == {
        "nik": "c",
        "rp": "b",
    }


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_person_in_a_title_or_a_note_stops_the_file_and_is_not_shown(
    language, run, villages, entries
):
    before = len(entries())
    words = ("--register", "datasets", "--scope", "dataset=villages")
    title = ("--title", f"Bantuan untuk Budi ({NIK})")

    stopped = run("--language", language, "publish", villages, *words, *title)
    decided = run("publish", villages, *words, *title, "--personal", f"{SAID}=publish:agreed")

    assert stopped.exit_code == 1
    assert "--title" in stopped.output
    assert '--personal "@said=publish:' in stopped.output
    assert NIK not in stopped.output
    assert decided.exit_code == 0, decided.output
    assert len(entries()) == before + 1


NIP = "196501011990031001"
SECRETS = (NIK, "081234567890", "siti@gmail.com", "Siti Rahasia", NIP)
DROP = ("--personal", "@original=drop:UU 27/2022")


@pytest.fixture
def shows(run, home, tmp_path):
    """Publish a file and give all that is shown of it: in the terminal, in reports, to all."""

    def call(name, data, *more):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        words = (path, "--register", "datasets", *more)
        page = tmp_path / "report.html"
        checked = run("check", *words, "--json", "--html", page)
        published = run("publish", *words, "--scope", "dataset=x")
        public = b"\n".join(
            _unpacked(one.read_bytes())
            for one in sorted((home / "public").rglob("*"))
            if one.is_file()
        )
        said = (
            checked.output,
            page.read_text(),
            published.output,
            public.decode("utf-8", "replace"),
        )
        return published, said

    return call


def _unpacked(data):
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return b"\n".join(packed.read(name) for name in packed.namelist())


def assert_nobody(texts):
    for text in texts:
        assert [secret for secret in SECRETS if secret in text] == []


ROWS = "".join(f"Orang {n},o{n}@gmail.com,{n},{n * 2}\n" for n in range(1, 12))


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Laporan oleh Siti Rahasia NIK 3522010101900001,,\ndesa,kk,jiwa\nA,1,2\nB,3,4\n", DROP),
        ("desa,kk,jiwa\nA,1,2\nB,3,4\n\nTtd Siti Rahasia NIP 196501011990031001,,\n", DROP),
        (
            ("Data Siti Rahasia 3522010101900001,,\nkat,email,umur\nA,a@gmail.com,3\n"
            "B,siti@gmail.com,4\n\nPetugas: Siti Rahasia hp 081234567890,,\n"),
            ("--personal", "email=drop:x"),
        ),
        (
            f"nama,email,n,m\n{ROWS}Siti Rahasia,siti@gmail.com,belum ada,menunggu\n{ROWS}",
            ("--personal", "nama=mask:x", "--personal", "email=drop:x"),
        ),
        (
            f"nama,email,n,m\n{ROWS}Jumlah Siti Rahasia,,66,132\n",
            ("--personal", "nama=drop:x", "--personal", "email=mask:x"),
        ),
        (
            ("nik;nama;desa;rp\n3522010101900001;Siti Rahasia Pe\u00c3\u00b1a;Balen;100\n"
            "3522014101910002;B;Kanor;200\n"),
            ("--personal", "nik=mask:x", "--personal", "nama=mask:x"),
        ),
    ],
)  # fmt: skip
def test_nothing_that_is_shown_or_published_holds_what_was_hidden(shows, text, more):
    published, said = shows("aid.csv", text, *more)

    assert published.exit_code == 0, published.output
    assert "published" in published.output
    assert_nobody(said)


@pytest.mark.parametrize(
    "name", ["68_3522010101900001_Budi.csv", "hp 081234567890.csv", "siti@gmail.com.csv"]
)
def test_the_name_of_a_file_stops_it_and_is_not_shown(shows, name):
    published, said = shows(name, "desa,kk\nA,1\nB,2\n", *DROP)

    assert published.exit_code == 1
    assert_nobody(said)


@pytest.mark.parametrize("more", [(), DROP])
def test_the_name_of_a_column_stops_a_file_and_is_not_shown(shows, more):
    text = "kat,x,Budi 3522010101900001\nA,1,3\nB,2,4\n"

    published, said = shows("t.csv", text, *more)

    assert published.exit_code == 1
    assert_nobody(said)


def _book():
    book = openpyxl.Workbook()
    other = book.create_sheet("HP 081234567890")
    for row in (("desa", "kk"), ("A", 1), ("B", 2)):
        book.active.append(row)
    other.append(("catatan",))
    book.save(content := io.BytesIO())
    return content.getvalue()


def _archive():
    with zipfile.ZipFile(content := io.BytesIO(), "w") as archive:
        archive.writestr("t.csv", "desa,kk\nA,1\nB,2\n")
        archive.writestr(f"Budi {NIK}.txt", "x")
    return content.getvalue()


@pytest.mark.parametrize(("name", "made"), [("b.xlsx", _book), ("z.zip", _archive)])
@pytest.mark.parametrize(("more", "code"), [((), 1), (DROP, 0)])
def test_the_names_of_sheets_and_of_members_are_not_shown(shows, name, made, more, code):
    published, said = shows(name, made(), *more)

    assert published.exit_code == code
    assert_nobody(said)


def test_advice_can_be_pasted_into_a_shell(run, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("No HP,rp (ribu)\n081234567890,1\n081298765432,2\n")

    output = run("check", path, "--register", "datasets").output

    assert '--personal "No HP=mask:REASON"' in output
    with pytest.raises(RefusedError, match='write --personal "No HP=mask:REASON"'):
        personal_of(["No HP=mask"])
    with pytest.raises(RefusedError, match="write --personal nik=mask:REASON"):
        personal_of(["nik=mask:"])
