"""What people sign: one form, nothing hidden, bound to one log."""

import pytest

from pendopo.standards.statement import (
    Statement,
    StatementError,
    join_signed,
    open_statement,
    parse_statement,
    sign_statement,
)
from pendopo.standards.tlog.note import SignatureError, Signer, open_note

LOG = "contoh.example/log"
SAID = Statement(
    LOG,
    "redaction",
    "2026-03-04T02:00:00Z",
    (("entry", "01JH5Q0E4ZQF4Q2M1K7Y8C3V9T"), ("object", "table:roads"), ("object", "original")),
)
ONE, OTHER = Signer("pendopo/1", b"1" * 32), Signer("pendopo/2", b"2" * 32)


def test_a_statement_is_read_back_as_it_was_written():
    text = SAID.text()

    assert text.startswith("pendopo/statement/v1\nlog: contoh.example/log\nact: redaction\n")
    assert parse_statement(text) == SAID
    assert SAID.values("object") == ("table:roads", "original")


@pytest.mark.parametrize(
    ("found", "instead"),
    [
        ("pendopo/statement/v1\n", "pendopo/statement/v2\n"),
        ("act: redaction\n", ""),
        ("act: redaction\n", "act: Redaction\n"),
        ("log: contoh", "log:contoh"),
        ("02:00:00Z", "02:00:00+00:00"),
        ("object: original\n", "object: original \n"),
        ("object: original\n", "object: original"),
        ("object: original\n", "object: original\n\n"),
        ("object: original\n", "at: 2026-03-04T02:00:00Z\n"),
        ("object: original\n", "Object: original\n"),
        ("original", "origi\u202enal"),
        ("original", "origi\u200bnal"),
        ("original", "e\u0301"),
        ("original", ""),
    ],
)
def test_a_text_in_another_form_or_with_hidden_signs_is_no_statement(found, instead):
    text = SAID.text().replace(found, instead)

    with pytest.raises(StatementError):
        parse_statement(text)


def test_a_name_that_comes_twice_has_no_single_value():
    with pytest.raises(StatementError, match="comes 2 times"):
        SAID.value("object")


def test_two_people_sign_one_text_by_two_lines_that_any_reader_of_notes_checks():
    note = join_signed([sign_statement(SAID, ONE), sign_statement(SAID, OTHER)])

    statement, opened = open_statement(note, [ONE.verifier, OTHER.verifier])

    assert statement == SAID
    assert opened.verified == ("pendopo/1", "pendopo/2")
    assert open_note(note, [OTHER.verifier]).verified == ("pendopo/2",)


def test_signatures_over_different_texts_are_not_joined():
    other = Statement(SAID.log, SAID.act, "2026-03-05T02:00:00Z", SAID.facts)

    with pytest.raises(StatementError, match="signature 2"):
        join_signed([sign_statement(SAID, ONE), sign_statement(other, OTHER)])


def test_a_signature_for_one_log_is_none_for_another():
    note = sign_statement(SAID, ONE).replace("contoh.example", "other.example")

    with pytest.raises(SignatureError):
        open_statement(note, [ONE.verifier])
