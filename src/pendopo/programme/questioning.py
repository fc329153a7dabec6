"""Questions about published budget lines: taken from anyone, public at once, answered in the log.

A question is kept as it was received, in a file of the public folder, without a word on who asked.
The answer is a publication of the register ``answers`` whose scope is the question's id. One that
is withdrawn is an entry ``hold`` that names no object: its scope has the question's id and the
reason, and the file goes once that is logged.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

from pendopo.programme.signing import person_in
from pendopo.programme.witnessing import Asking
from pendopo.published.reads import ALL, Reader
from pendopo.published.state import State
from pendopo.published.tables import PublishedTable
from pendopo.published.withdrawals import REASON
from pendopo.stages.publish import Act, record_acts
from pendopo.standards.withdrawal import legal_list
from pendopo.store.files import PUBLIC_FOLDER
from pendopo.store.log import Writer
from pendopo.store.place import LogPlace, Staging
from pendopo.terms.entry import EntryType
from pendopo.terms.wording import say

HAND_IN: Final = "ask-about-a-line"
LETTERS_LEAST, LETTERS_MOST = 8, 1_000
# Each letter may be written as twelve bytes (%F0%9F%8C%8D), and beside the text stands the row.
FORM_BYTES_MOST: Final = 12 * LETTERS_MOST + 1_000
# More than a government is asked in a day: beyond, somebody plays, and tomorrow the door is open.
_A_DAY_MOST: Final = 200
_QUESTION: Final = "question"
_LINES: Final = ("budgets", "lines")
_ANSWERS: Final = ("answers", "answers")
_ROWS_MOST: Final = 20_000


class AskError(Exception):
    """A question that is not taken: a sentence marked with ``say``, and what to write instead."""

    def __init__(self, message: str, write: str, **values: str) -> None:
        super().__init__(message)
        self.message, self.write, self.values = message, write, values


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked, as it was received.

    :param row: the row's id in its table when it was asked, and ``size`` the log's entries then
    :param line: the line's name through years and phases; empty where it has none
    :param at: when, RFC 3339 in UTC
    """

    id: str
    at: str
    row: str
    size: int
    line: str
    label: str
    publisher: str
    text: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A question that was taken away.

    :param index: the entry that says so
    :param at: when, RFC 3339 in UTC
    :param reason: a code of a legal list
    """

    id: str
    index: int
    at: str
    reason: str


class Hall(Protocol):
    """What questions need of a programme."""

    @property
    def place(self) -> LogPlace:
        """Give the folders."""

    @property
    def country(self) -> str:
        """Give the government's country."""

    def state(self, size: int | None = None) -> State:
        """Give what stands now."""

    def recorded(self) -> State:
        """Give what is recorded, what waits for witnesses too."""

    def writer(self, asking: Asking | None = None) -> AbstractContextManager[Writer]:
        """Take the log's lock and give its writer."""

    def staging(self) -> AbstractContextManager[Staging]:
        """Give a folder for files on their way in."""

    def table(self, state: State, register: str, name: str) -> PublishedTable:
        """Give one table of a state."""

    def reader(self, table: PublishedTable) -> Reader:
        """Open a table for reading."""


class Questioning:
    """The questions of one programme."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall

    def ask(self, row: str, text: str, now: datetime) -> Question:
        """Keep a question about a row; it is public from now on. The same again is the same.

        :raises AskError: saying what is wrong, and what to write
        :raises OSError: where this site may not write
        """
        words = " ".join(text.split())
        _hold_length(words)
        state = self._hall.state()
        found = self._row(state, row)
        if found is None:
            raise AskError(
                say("No budget line stands at {row}."),
                say("Ask from the page of the line."),
                row=row[:40],
            )
        named = hashlib.sha256(f"{row}\n{words}".encode()).hexdigest()[:16]
        asked = self.asked()
        known = next((one for one in asked if one.id == named), None)
        if known is not None:
            return known
        self._hold(words, named, sum(one.at[:10] == f"{now:%Y-%m-%d}" for one in asked))
        made = Question(
            id=named,
            at=f"{now:%Y-%m-%dT%H:%M:%SZ}",
            row=row,
            size=state.size,
            line=str(found["line_id"] or ""),
            label=str(found["label"] or found["code"] or found["line_id"] or row),
            publisher=str(found["publisher"]),
            text=words,
        )
        self._keep(made)
        return made

    def asked(self) -> tuple[Question, ...]:
        """Give all questions as they were received, the newest first; none that was withdrawn."""
        found = []
        gone = self.withdrawn(self._hall.recorded())
        with suppress(OSError):
            for path in self._hall.place.questions.glob("*.json"):
                with suppress(OSError, ValueError, TypeError):
                    found.append(Question(**json.loads(path.read_bytes())))
        left = (one for one in found if one.id not in gone)
        return tuple(sorted(left, key=lambda one: (one.at, one.id), reverse=True))

    def unanswered(self, state: State) -> tuple[Question, ...]:
        """Give the questions that no answer of a state is to, the newest first."""
        answers = self.answers(state)
        return tuple(one for one in self.asked() if one.id not in answers)

    def withdrawn(self, state: State) -> Mapping[str, Withdrawn]:
        """Give the questions that were taken away up to a state, by their id."""
        found: dict[str, Withdrawn] = {}
        for entry in state.entries:
            leaf, scope = entry.leaf, entry.leaf.scope or {}
            if leaf.type is EntryType.HOLD and _QUESTION in scope:
                one = Withdrawn(scope[_QUESTION], entry.index, leaf.time, scope.get(REASON, ""))
                found.setdefault(one.id, one)
        return found

    def withdraw(
        self, ids: Collection[str], reason: str, at: Callable[[], datetime]
    ) -> tuple[Withdrawn, ...]:
        """Take questions away for good: the log says so with the reason, then their files go.

        One that was withdrawn already keeps its entry; a file of it that is left goes.

        :raises AskError: for a reason of no list, or a question that there is not
        """
        reasons = legal_list(self._hall.country).reasons
        if reason not in reasons:
            raise AskError(
                say("There is no reason {found}."),
                say("Write one of {known}; see what they mean: pendopo redact reasons."),
                found=reason or "-",
                known=", ".join(reasons),
            )
        named = list(dict.fromkeys(ids))
        with self._hall.staging() as staging, self._hall.writer(Asking(at())) as writer:
            gone = self.withdrawn(self._hall.recorded())
            acts = [
                Act(EntryType.HOLD, scope={_QUESTION: self._there(one).id, REASON: reason})
                for one in named
                if one not in gone
            ]
            if acts:
                record_acts(acts, at(), writer, staging)
        for one in named:
            self._file(one).unlink(missing_ok=True)
        known = self.withdrawn(self._hall.recorded())
        return tuple(known[one] for one in named)

    def _there(self, id_: str) -> Question:
        found = next((one for one in self.asked() if one.id == id_), None)
        if found is None:
            raise AskError(
                say("No question is called {found}."),
                say("Write an id that is listed: pendopo questions list."),
                found=id_[:40],
            )
        return found

    def _file(self, id_: str) -> Path:
        return self._hall.place.questions / f"{id_}.json"

    def answers(self, state: State) -> Mapping[str, Mapping[str, Any]]:
        """Give the answers of a state by their question's id.

        A row that names another question than the scope it was published under answers none.
        """
        try:
            table = self._hall.table(state, *_ANSWERS)
        except KeyError:
            return {}
        rows: Sequence[Mapping[str, Any]] = self._hall.reader(table).page(ALL, 0, _ROWS_MOST)
        named = {one.index: one.scope["question"] for one in state.current(_ANSWERS[0])}
        return {
            str(row["question"]): row
            for row in rows
            if row["question"] == named.get(int(str(row["entry"])))
        }

    def answered_at(self, state: State) -> Mapping[str, str]:
        """Give when the log took the first answer to each question, RFC 3339 in UTC, by its id.

        Not what the answer tells of itself: an office could write any day into it.
        """
        found: dict[str, str] = {}
        for one in state.publications:
            if one.register == _ANSWERS[0]:
                found.setdefault(one.scope["question"], one.time)
        return found

    def stamp(self) -> str:
        """Give what differs as soon as another question was asked."""
        try:
            return f"{self._hall.place.questions.stat().st_mtime_ns:x}"
        except OSError:
            return ""

    def _hold(self, words: str, named: str, today: int) -> None:
        """Hold a question to no personal data, to what was withdrawn, and to how many a day takes.

        :param today: how many were taken on its day
        """
        gone = self.withdrawn(self._hall.recorded()).get(named)
        if gone is not None:
            raise AskError(
                say("This question was withdrawn; entry {entry} of the log has the reason."),
                say("Ask another."),
                entry=str(gone.index),
            )
        found = person_in(words, self._hall.country)
        if found:
            raise AskError(
                say("The question holds what looks like personal data: {found}."),
                say("Ask without it: questions are public for good."),
                found=found,
            )
        if today >= _A_DAY_MOST:
            raise AskError(
                say("{most} questions were asked today already."),
                say("Ask tomorrow."),
                most=str(_A_DAY_MOST),
            )

    def _row(self, state: State, row: str) -> Mapping[str, Any] | None:
        try:
            table = self._hall.table(state, *_LINES)
        except KeyError:
            return None
        return self._hall.reader(table).row(row)

    def _keep(self, made: Question) -> None:
        """Write it whole or not at all."""
        folder: Path = self._hall.place.questions
        folder.mkdir(mode=PUBLIC_FOLDER, parents=True, exist_ok=True)
        draft = folder / f".{made.id}.{secrets.token_hex(8)}"
        draft.write_text(json.dumps(asdict(made), ensure_ascii=False, indent=1) + "\n", "utf-8")
        draft.replace(self._file(made.id))


def _hold_length(words: str) -> None:
    if not LETTERS_LEAST <= len(words) <= LETTERS_MOST:
        raise AskError(
            say("A question has {least} to {most} letters; this has {found}."),
            say("Ask one thing."),
            least=str(LETTERS_LEAST),
            most=str(LETTERS_MOST),
            found=str(len(words)),
        )
