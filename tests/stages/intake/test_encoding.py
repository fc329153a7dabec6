"""Text in UTF-8, by its mark, by a person's word; else what its words are in each encoding."""

from pathlib import Path

import pytest

from pendopo.stages.intake.candidates import readings, without_mark
from pendopo.stages.intake.encoding import open_text
from pendopo.terms.finding import Finding, Weight

TABLE = "nama,kota\nAni,Bogor\n"


def refused(finding: Finding) -> None:
    pytest.fail(finding.sentence())


def test_letters_of_every_script_are_read(take):
    taken = take("nama,b\nꦥꦤ꧀ꦢꦥ,é\n".encode())

    assert taken.rows == {2: ("ꦥꦤ꧀ꦢꦥ", "é")}
    assert taken.findings == []


@pytest.mark.parametrize("place", [10, (16 << 20) - 1, 16 << 20, (16 << 20) + 1])
def test_another_encoding_stops_the_file_and_shows_the_first_letter(take, place):
    content = b"name,b\n" + b"x" * (place - 7) + "é".encode("cp1252") + b",1\n"

    taken = take(content)

    finding = taken.found("text_is_utf8")
    assert finding.weight is Weight.STOP
    assert finding.lines == (2,)
    assert finding.values["found"].endswith("\\xe9,1\\n")
    assert "UTF-8" in finding.write


@pytest.mark.parametrize("place", range(-4, 2))
def test_a_letter_of_many_bytes_may_stand_where_the_file_is_looked_at_in_pieces(
    tmp_path, monkeypatch, place
):
    path = tmp_path / "table.csv"
    path.write_text("x" * (20 + place) + "ꦥ😀é" * 9)
    monkeypatch.setattr("pendopo.stages.intake.encoding._BLOCK", 20)

    assert open_text(path, "", refused) is not None


def test_a_file_that_ends_in_the_middle_of_a_letter_stops(take):
    taken = take(b"name,b\nx,\xe2\x82")

    assert taken.found("text_is_utf8").lines == (2,)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("said", ["", "same"])
def test_a_byte_order_mark_says_the_encoding(take, encoding, said):
    taken = take(TABLE.encode(encoding), encoding=encoding if said else "")

    assert taken.header == ("nama", "kota")
    assert taken.rows == {2: ("Ani", "Bogor")}
    assert taken.findings == []


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-32-be"])
def test_a_mark_of_the_other_byte_order_does_too(take, encoding):
    taken = take(("\ufeff" + TABLE).encode(encoding))

    assert taken.rows == {2: ("Ani", "Bogor")}


def test_text_behind_a_mark_that_is_not_what_it_says_stops(take):
    taken = take(b"\xff\xfe" + TABLE.encode("utf-16-le") + b"x")

    finding = taken.found("text_is_in_its_encoding")
    assert finding.lines == (3,)
    assert finding.values["encoding"] == "utf-16-le"


def test_the_encodings_that_fit_are_shown_with_the_words_that_tell_them_apart(take):
    taken = take("nama,kota\nPeña,Bogotá\nJosé,Córdoba\n".encode("cp1252"))

    finding = taken.found("text_is_utf8")
    assert finding.weight is Weight.STOP
    assert finding.values["best"] == "windows-1252"
    assert "windows-1252: Peña, " in finding.values["readings"]
    assert "windows-1250: Peńa, " in finding.values["readings"]
    assert "--encoding {best}" in finding.write


@pytest.mark.parametrize(
    ("words", "encoding", "name"),
    [
        ("Peña São José", "cp1252", "windows-1252"),
        ("100 € Café", "iso-8859-15", "iso-8859-15"),
        ("Příbram Žďár Kroměříž", "cp1250", "windows-1250"),
        ("Москва Казань", "cp1251", "windows-1251"),
        ("Москва Казань", "koi8-r", "koi8-r"),
        ("مدينة القاهرة", "cp1256", "windows-1256"),
        ("กรุงเทพมหานคร", "cp874", "windows-874"),
        ("東京都千代田区", "cp932", "shift_jis"),
        ("北京市朝阳区", "gb18030", "gb18030"),
        ("서울특별시", "cp949", "euc_kr"),
        ("\u0130stanbul Şişli I\u011fd\u0131r", "cp1254", "windows-1254"),
        ("שלום עולם", "cp1255", "windows-1255"),
    ],
)
def test_the_right_encoding_is_among_those_that_are_shown(words, encoding, name):
    shown = dict(readings(words.encode(encoding)))

    assert shown[name].split(", ")[0] in words
    assert len(shown) <= 4


def test_a_sample_may_end_in_the_middle_of_a_letter():
    sample = "北京市朝阳区".encode("gb18030")[:-1]

    assert "gb18030" in dict(readings(sample))


def test_bytes_that_no_encoding_has_are_shown_as_they_are(take, monkeypatch):
    monkeypatch.setattr("pendopo.stages.intake.candidates._NAMES", ("euc_jp",))

    taken = take(b"a,b\n1,\xff\xff2 and more\n")

    assert "the first letter that is not" in taken.found("text_is_utf8").message


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_text_without_a_mark_stops_and_is_shown(take, encoding):
    taken = take(TABLE.encode(encoding))

    finding = taken.found("text_is_utf8")
    assert finding.values["best"] == encoding
    assert "nama,kota Ani,Bogor" in finding.values["readings"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_of_two_byte_orders_the_one_with_words_comes_first(encoding):
    text = "desa;kepala;catatan\nKalirejo;P\u00e1k A\u00f1war;\u201ckutip\u201d \u2013 biaya\n"

    found = without_mark(text.encode(encoding))

    assert found[0][0] == encoding
    assert found[0][1].startswith("desa;kepala;catatan")


def test_what_people_call_latin_is_mostly_of_windows(take):
    taken = take("nama,b\nPe\u00f1a,\u201cx\u201d\n".encode("cp1252"), encoding="latin")

    finding = taken.found("letters_are_whole")
    assert finding.values["nearest"] == "windows-1252"
    assert "\\x93" in finding.values["found"]
    assert "--encoding {nearest}" in finding.write


def test_a_control_character_is_found_wherever_it_stands(take):
    content = b"a,b\n" + b"1,x\n" * 100_000 + b"5,\x1b[31mred\n7,8\n"

    assert take(content).found("text_has_no_controls").lines == (100_002,)
    assert take(content.replace(b"\x1b", b"")).findings == []


def test_a_few_nul_bytes_are_no_wide_text():
    assert without_mark(b"a,b\n1,\x002\n" * 9) == []


@pytest.mark.parametrize("encoding", ["windows-1252", "latin-1", "cp1252", "ISO-8859-15"])
def test_an_encoding_that_a_person_names_is_followed(take, encoding):
    taken = take("nama,kota\nPeña,Bogotá\n".encode("cp1252"), encoding=encoding)

    assert taken.rows == {2: ("Peña", "Bogotá")}
    assert taken.findings == []


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_a_file_is_decoded_in_pieces_that_may_end_within_a_letter(take, monkeypatch, size):
    monkeypatch.setattr("pendopo.stages.intake.encoding._DECODED_AT_ONCE", size)

    taken = take("市,人口\n東京都,1\n".encode("shift_jis"), encoding="shift_jis")

    assert taken.rows == {2: ("東京都", "1")}


@pytest.mark.parametrize("size", [5, 1 << 20])
def test_an_encoding_that_does_not_decode_the_file_stops_at_the_place(take, monkeypatch, size):
    monkeypatch.setattr("pendopo.stages.intake.encoding._DECODED_AT_ONCE", size)

    taken = take(b"a,b\n1,2\n3,\x81\n", encoding="windows-1252")

    finding = taken.found("text_is_in_its_encoding")
    assert finding.weight is Weight.STOP
    assert finding.lines == (3,)
    assert finding.values["byte"] == "11"


@pytest.mark.parametrize("encoding", ["klingon", "base64", "utf_8_x"])
def test_a_name_of_no_encoding_stops_and_names_some(take, encoding):
    taken = take(b"a,b\n1,2\n", encoding=encoding)

    finding = taken.found("encoding_is_known")
    assert finding.values["encoding"] == encoding
    assert "windows-1252" in finding.write


def test_an_empty_file_stops_also_behind_its_mark(take):
    assert take(b"").stops == ["file_has_content"]
    assert take(b"\xff\xfe").stops == ["file_has_content"]


def test_a_nul_byte_stops_the_file(take):
    taken = take(b"a,b\n1,\x002\n")

    finding = taken.found("text_has_no_nul")
    assert finding.lines == (2,)
    assert finding.values["byte"] == "7"


@pytest.mark.parametrize(
    "harmed",
    [
        "Pe\ufffda",
        "Peña".encode().decode("cp1252"),
        "Peña".encode().decode("latin-1"),
        "Dinas \x96 Bagian",
        "“Peña”".encode().decode("cp1252", "ignore"),
        "Москва".encode().decode("latin-1"),
    ],
)
def test_text_that_was_harmed_before_is_told_and_kept(take, harmed):
    taken = take(f"nama,b\nAni,1\n{harmed},2\n".encode())

    finding = taken.found("letters_are_whole")
    assert finding.weight is Weight.WARN
    assert finding.lines == (3,)
    assert taken.rows[3] == (harmed, "2")


@pytest.mark.parametrize(
    "right", ["ÃO PAULO", "Â", "MÃE \u2013 ÂNCORA", "Жук № 5", "10 °C", "a\u00a0b"]
)
def test_letters_that_only_look_harmed_are_not(take, right):
    taken = take(f"nama,b\n{right},2\n".encode())

    assert taken.findings == []


def test_control_characters_are_told_with_their_numbers(take):
    taken = take(b"nama,b\nAni\x1b[0m,2\n")

    finding = taken.found("text_has_no_controls")
    assert finding.weight is Weight.WARN
    assert "Ani<1B>" in finding.values["found"]


def test_no_file_stays_open(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(TABLE.encode("utf-16"))
    before = set(Path("/dev/fd").iterdir())

    text = open_text(path, "", refused)
    del text

    assert set(Path("/dev/fd").iterdir()) == before
