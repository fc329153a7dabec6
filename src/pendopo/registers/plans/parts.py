"""The facts of a plan's file, read field by field; what is wrong is told with its file and line."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pendopo.registers.plans.lines import Lines, Path, line_of
from pendopo.standards.ogp.when import WhenError, Why, read_when
from pendopo.terms.period import Period
from pendopo.terms.wording import fill, say

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_TABLE = re.compile(r"[a-z][a-z0-9-]*\.[A-Za-z0-9][A-Za-z0-9_.-]*")
_YEARS = range(2011, 2100)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that a plan's files do not say as a plan needs it.

    :param where: the file with the line, and within it the table
    :param name: the field; empty where it is none
    :param found: what stands there
    :param write: what to write instead, marked for translation
    :param values: of the placeholders in ``write``
    """

    where: str
    name: str
    found: str
    write: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence, marked for translation; its ``write`` is a sentence of its own."""
        if not self.name:
            return say("{where}: {found}; write {write}")
        return say("{where}: {name} is {found}; write {write}")

    def __str__(self) -> str:
        """Give the sentence in English."""
        write = fill(self.write, self.values)
        values = {"where": self.where, "name": self.name, "found": self.found, "write": write}
        return fill(self.text, values)


class PlanError(ValueError):
    """A plan's files lack what a plan needs: each fault where, what was found, what to write."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


class Part:
    """One TOML table, read field by field; what is not read is told at the end.

    A wrong field is told and read as empty, so that all of a file's faults are told at once.

    :param file: its name, for messages
    :param facts: the table
    :param faults: what is wrong so far, shared with the parts within
    :param lines: on which line of the file what stands; empty for a document that has no lines
    :param path: where the table stands in the file
    """

    def __init__(
        self,
        file: str,
        facts: dict[str, Any],
        faults: list[Fault],
        lines: Lines | None = None,
        path: Path = (),
    ) -> None:
        self._file = file
        self._facts = facts
        self._faults = faults
        self._lines = lines or {}
        self._path = path
        self._read: set[str] = {"unknown"}
        self._unknown = self._names_of_unknown()

    def __contains__(self, name: str) -> bool:
        """Whether a field is there."""
        return name in self._facts

    def wrong(self, name: str, found: str, write: str, **values: str) -> None:
        """Tell where, what was found, what to write.

        :param write: marked for translation, with placeholders for ``values``
        """
        self._faults.append(Fault(self._where(name), name, found, write, values))

    def raise_faults(self) -> None:
        """Raise when anything was told.

        :raises PlanError: with a line for each
        """
        if self._faults:
            raise PlanError(self._faults)

    def id(self, default: str = "") -> str:
        """Give the part's id: it goes into addresses and must stay."""
        told = len(self._faults)
        found = self.text("id", needed=not default) or default
        if len(self._faults) == told and not _ID.fullmatch(found):
            self.wrong("id", repr(found), say("lower-case letters, digits, dots and hyphens"))
        return found

    def text(self, name: str, *, needed: bool = True) -> str:
        """Give a text; empty when it may be left out and is."""
        found = self._take(name)
        if found is None and (not needed or name in self._unknown):
            return ""
        if not isinstance(found, str) or (needed and not found.strip()):
            self.wrong(name, shown(found), say('a text, like "Procurement unit"'))
            return ""
        return found

    def one_of(self, name: str, known: tuple[str, ...], *, needed: bool = True) -> str:
        """Give one of some words; empty when it may be left out and is."""
        found = self._take(name)
        if found is None and (not needed or name in self._unknown):
            return ""
        if found not in known:
            self.wrong(name, shown(found), ONE_OF, names=", ".join(known))
            return known[0]
        return str(found)

    def matching(self, name: str, form: re.Pattern[str], write: str) -> str:
        """Give a text of a form; empty when it is left out."""
        found = self.text(name, needed=False)
        if found and not form.fullmatch(found):
            self.wrong(name, repr(found), write)
        return found

    def when(self, name: str, *, needed: bool = True) -> Period | None:
        """Give a date; None where it may be left out and is, or is said to be unknown."""
        found = self._take(name)
        if found is None and (not needed or name in self._unknown):
            return None
        if isinstance(found, date) and not isinstance(found, datetime):
            return Period.of_day(found)
        if isinstance(found, dict):  # as JSON has it, with the days that its words mean beside them
            found = found.get("text")
        if not isinstance(found, str):
            write = say('a day like 2026-03-02, or words like "March 2026"')
            self.wrong(name, shown(found), write)
            return None
        try:
            when = read_when(found)
        except WhenError as error:
            self.wrong(name, shown(found), _NO_DATE[error.why])
            return None
        return Period(when.first, when.last, found)

    def version(self, name: str, known: int) -> None:
        """Tell another version than the one that is known."""
        found = self._take(name)
        if found != known:
            write = say("{version}, as 'pendopo plan export' does")
            self.wrong(name, shown(found), write, version=str(known))

    def year(self, name: str) -> int | None:
        """Give a year; None when it is left out."""
        found = self._take(name)
        if found is None:
            return None
        if not isinstance(found, int) or found not in _YEARS:
            write = say("a year from {year} on, without quotes")
            self.wrong(name, shown(found), write, year=str(_YEARS[0]))
            return None
        return found

    def number(self, name: str) -> Decimal:
        """Give a decimal exactly as written, with or without quotes."""
        found = self._take(name)
        text = found if isinstance(found, str) else str(found)
        if isinstance(found, bool) or not _NUMBER.fullmatch(text):
            self.wrong(name, shown(found), say("a number, like 0.2"))
            return Decimal(0)
        return Decimal(text)

    def day(self, name: str) -> date | None:
        """Give a day; None when it is left out."""
        found = self._take(name)
        if isinstance(found, str):  # as JSON has it
            with suppress(ValueError):
                found = date.fromisoformat(found)
        if found is None or (isinstance(found, date) and not isinstance(found, datetime)):
            return found
        self.wrong(name, shown(found), say("a day without quotes, like 2026-03-02"))
        return None

    def count(self, name: str) -> int:
        """Give a whole number, from 1 on."""
        found = self._take(name)
        if isinstance(found, bool) or not isinstance(found, int) or found < 1:
            self.wrong(name, shown(found), say("a whole number from 1 on, without quotes"))
            return 1
        return found

    @staticmethod
    def is_table(text: str) -> bool:
        """Whether a text names a register and a table."""
        return bool(_TABLE.fullmatch(text))

    def names_table(self, name: str, *, needed: bool = True) -> str:
        """Give a table's name with its register; empty when it may be left out and is."""
        found = self.text(name, needed=needed)
        if found and not self.is_table(found):
            self.wrong(name, repr(found), say('a register and a table, like "contracts.processes"'))
        return found

    def codes(self, name: str) -> dict[str, str]:
        """Give a table of codes; empty when it is left out."""
        found = self._take(name)
        if found is None:
            return {}
        if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
            self.wrong(name, shown(found), say('codes in quotes, like { year = "2026" }'))
            return {}
        return found

    def texts(
        self, name: str, known: tuple[str, ...] = (), *, needed: bool = False
    ) -> tuple[str, ...]:
        """Give a list of texts, none of them twice.

        :param known: all that there are; empty for any
        :param needed: whether there must be one
        """
        found = self._take(name)
        if found is None and not needed:
            return ()
        fits = isinstance(found, list) and found and all(isinstance(one, str) for one in found)
        if not fits or len(set(found)) != len(found):
            self.wrong(name, shown(found), _COUNTED if needed else _LISTED)
            return ()
        strange = [one for one in found if known and one not in known]
        if strange:
            self.wrong(name, repr(strange[0]), ONE_OF, names=", ".join(known))
            return ()
        return tuple(found)

    def each_matching(self, name: str, form: re.Pattern[str], write: str) -> tuple[str, ...]:
        """Give a list of texts of a form."""
        found = self.texts(name)
        strange = [one for one in found if not form.fullmatch(one)]
        if strange:
            self.wrong(name, repr(strange[0]), write)
        return found

    def parts(self, name: str) -> list["Part"]:
        """Give the tables of a list, in its order."""
        found = self._take(name)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.wrong(
                name, shown(found), say("each as its own table, below [[{table}]]"), table=name
            )
            return []
        return [
            Part(self._file, one, self._faults, self._lines, (*self._path, name, place))
            for place, one in enumerate(found, start=1)
        ]

    def leave_nothing(self) -> None:
        """Tell a field that nobody read: a name misspelt would be a promise unheard."""
        unknown = [name for name in self._facts if name not in self._read]
        if unknown:
            known = ", ".join(sorted(self._read))
            self.wrong(unknown[0], "no field", ONE_OF, names=known)

    def _where(self, name: str) -> str:
        """Say where a field stands, or would: the file with the line, then the table."""
        line = line_of(self._lines, (*self._path, name))
        tables = "".join(f": {one}" if isinstance(one, str) else f"[{one}]" for one in self._path)
        return f"{self._file}{f':{line}' if line else ''}{tables}"

    def _take(self, name: str) -> Any:  # noqa: ANN401 - TOML holds anything
        self._read.add(name)
        return self._facts.get(name)

    def _names_of_unknown(self) -> frozenset[str]:
        found = self._facts.get("unknown", [])
        if not isinstance(found, list) or not set(map(str, found)) <= _MAY_BE_UNKNOWN:
            known = ", ".join(sorted(_MAY_BE_UNKNOWN))
            write = say("a list of those nobody knows, of {names}")
            self.wrong("unknown", shown(found), write, names=known)
            return _MAY_BE_UNKNOWN
        return frozenset(map(str, found))


ONE_OF = say("one of {names}")
_LISTED = say('a list of different texts, like ["one", "two"]')
_COUNTED = say("a list of different texts, all that are counted")
_NO_DATE: Mapping[Why, str] = {
    Why.MISSING: say('a date, like "March 2026", or its name under unknown'),
    Why.ONGOING: say("how often it is done, and until when, as milestones with dates of their own"),
    Why.CYCLE: say("the next day it is due; each round is a milestone of its own"),
    Why.TWO_READINGS: say("the year first, like 2014-12-01; it can be two days"),
    Why.UNREAD: say('a date: 2026-09-30, or words like "2026-09" and "Quarter 3 2026"'),
}
_MAY_BE_UNKNOWN = frozenset({"start", "end", "due", "lead", "level", "government"})


def shown(found: object) -> str:
    """Write what was found for a message, cut where it is long."""
    if found is None:
        return "missing"
    text = str(found) if isinstance(found, Decimal | date) else repr(found)
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 - for a message


def hold_apart(part: Part, what: str, ids: Iterable[str]) -> None:
    """Tell an id that two things have."""
    seen = set()
    for one in ids:
        if one and one in seen:
            part.wrong(what, f"{one!r}, {one!r}", say("an id of its own for each"))
        seen.add(one)
