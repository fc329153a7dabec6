"""UTF-8 or a finding that says what to do: no encoding is guessed."""

import pytest

from pendopo.terms.finding import Weight


def test_letters_of_every_script_are_read(take):
    taken = take("nama,b\nꦥꦤ꧀ꦢꦥ,é\n".encode())

    assert taken.rows == {2: ("ꦥꦤ꧀ꦢꦥ", "é")}


@pytest.mark.parametrize("place", [10, 1 << 20, (1 << 20) + 1, (2 << 20) - 1])
def test_another_encoding_stops_the_file_and_shows_the_first_letter(take, place):
    content = b"name,b\n" + b"x" * (place - 7) + "é".encode("cp1252") + b",1\n"

    taken = take(content)

    finding = taken.found("text_is_utf8")
    assert finding.weight is Weight.STOP
    assert finding.lines == (2,)
    assert finding.values["found"].endswith("\\xe9,1\\n")
    assert "UTF-8" in finding.write


def test_a_file_that_ends_in_the_middle_of_a_letter_stops(take):
    taken = take(b"name,b\nx,\xe2\x82")

    assert taken.found("text_is_utf8").lines == (2,)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_wide_encodings_are_named(take, encoding):
    taken = take("a,b\n1,2\n".encode(encoding))

    assert "UTF-16" in taken.found("text_is_utf8").message


def test_a_nul_byte_stops_the_file(take):
    taken = take(b"a,b\n1,\x002\n")

    finding = taken.found("text_has_no_nul")
    assert finding.lines == (2,)
    assert finding.values["byte"] == "7"
