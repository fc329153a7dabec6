"""What a person signs: a short text that a person can read, as a signed note (C2SP signed-note).

The bytes that are signed are the text itself, one line for each fact::

    pendopo/statement/v1
    log: contoh.example/log
    act: redaction
    at: 2026-03-04T02:00:00Z
    entry: 01JZ...

The first line says what kind of text this is, so that no signature over it is one over a checkpoint
or over anything else; the second binds it to one log, for good. The rest is the act's own.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pendopo.standards.tlog.note import Note, Signer, Verifier, open_note, sign_note, split_note

DOMAIN = "pendopo/statement/v1"
TEXT_BYTES_MOST = 65_536
_FIRST = ("log", "act", "at")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,63}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_ORIGIN = re.compile(r"[^\s+]+")
# Letters that join in some scripts; everything else of their class hides or turns text around.
_JOINERS = "\u200c\u200d"


class StatementError(ValueError):
    """A text is no statement: where, what was found, what to write instead."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that people sign.

    :param log: the origin of the log that it is for
    :param act: what is done by it: ``redaction``, ``rating``, ``handover``
    :param at: when it was written, RFC 3339 in UTC, whole seconds
    :param facts: the act's own lines, names and values, in the order that the act gives them; a
        name may come more than once
    """

    log: str
    act: str
    at: str
    facts: tuple[tuple[str, str], ...] = ()

    def text(self) -> str:
        """Give the text that is signed: it has this form only.

        :raises StatementError: when a value is none that a line may hold
        """
        lines = [DOMAIN, *(f"{name}: {value}" for name, value in self._lines())]
        text = "".join(f"{line}\n" for line in lines)
        if len(text.encode()) > TEXT_BYTES_MOST:
            raise StatementError(f"a statement of more than {TEXT_BYTES_MOST} bytes; write less")
        return text

    def value(self, name: str) -> str:
        """Give the only value of a name; empty where there is none.

        :raises StatementError: when the name comes twice
        """
        found = self.values(name)
        if len(found) > 1:
            raise StatementError(f"{name}: comes {len(found)} times; write it once")
        return found[0] if found else ""

    def values(self, name: str) -> tuple[str, ...]:
        """Give every value of a name, in order."""
        return tuple(value for one, value in self.facts if one == name)

    def _lines(self) -> Iterator[tuple[str, str]]:
        head = zip(_FIRST, (self.log, self.act, self.at), strict=True)
        for name, value in head:
            if not _head_fits(name, value):
                raise StatementError(f"{name}: is {value!r}, which cannot stand there")
            yield name, value
        for name, value in self.facts:
            if not _NAME.fullmatch(name) or name in _FIRST:
                raise StatementError(f"{name!r} is no name of a line; write small letters")
            _hold_value(name, value)
            yield name, value


def parse_statement(text: str) -> Statement:
    """Read a statement and hold it to its one form.

    :raises StatementError: for anything that ``Statement.text`` would not have written
    """
    domain, *lines = text.split("\n")
    if domain != DOMAIN or not lines or lines.pop() != "":
        raise StatementError(f"a statement begins with the line {DOMAIN} and ends in a newline")
    parted = [line.partition(": ") for line in lines]
    if tuple(name for name, _, _ in parted[:3]) != _FIRST or not all(gap for _, gap, _ in parted):
        raise StatementError("a statement says log, act and at first, each line 'name: value'")
    (_, _, log), (_, _, act), (_, _, at) = parted[:3]
    found = Statement(log, act, at, tuple((name, value) for name, _, value in parted[3:]))
    if found.text() != text:
        raise StatementError("a statement that is not in its one form")
    return found


def sign_statement(statement: Statement, signer: Signer) -> str:
    """Give the signed note: the text, and the signature beneath it."""
    return sign_note(statement.text(), [signer])


def join_signed(notes: Sequence[str]) -> str:
    """Make one note of several over the same text, with the signatures of all.

    :raises StatementError: when the texts are not the same, naming the first that differs
    :raises NoteError: when one is no note
    """
    parts = [split_note(note) for note in notes]
    for i, (text, _) in enumerate(parts):
        if text != parts[0][0]:
            raise StatementError(f"signature {i + 1} is over another text than the first")
    lines = dict.fromkeys(one.line() for _, signatures in parts for one in signatures)
    return parts[0][0] + "\n" + "".join(lines)


def open_statement(note: str, verifiers: Sequence[Verifier]) -> tuple[Statement, Note]:
    """Read a signed statement and check every signature whose key is known.

    :raises SignatureError: when a known key's signature is wrong, or no known key has signed
    :raises StatementError: when what was signed is no statement
    """
    opened = open_note(note, verifiers)
    return parse_statement(opened.text), opened


def _head_fits(name: str, value: str) -> bool:
    form = {"log": _ORIGIN, "act": _NAME, "at": _TIME}[name]
    return form.fullmatch(value) is not None


def _hold_value(name: str, value: str) -> None:
    """Refuse what a reader would not see as it is: what is signed is what is read."""
    if value and value == value.strip() and value.isascii() and value.isprintable():
        return  # as most are: nothing in it can hide, and verification reads many
    if not value or value != value.strip() or unicodedata.normalize("NFC", value) != value:
        raise StatementError(f"{name}: is {value!r}; write a text without spaces around it, in NFC")
    for letter in value:
        if unicodedata.category(letter)[0] in "CZ" and letter not in (" ", *_JOINERS):
            raise StatementError(
                f"{name}: holds U+{ord(letter):04X}, which cannot be seen; take it out"
            )
