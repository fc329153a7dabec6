"""A board as the facts of its template: the same for the poster, the banner and the picture."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from pendopo.exports.boards.board import Activity, Board, Item, Money, Sheet, total
from pendopo.exports.boards.shapes import Shape
from pendopo.exports.printed.square import square
from pendopo.exports.printed.writing import Writing
from pendopo.terms.wording import say

TEMPLATE: Final = "boards/board.typ"

_LETTERS_A_LINE: Final = 30

Words = Callable[..., str]

_PHASES: Final = {
    "proposal": say("Proposed"),
    "approved": say("Planned"),
    "revised": say("Planned, as revised"),
}
_STATES: Final = {
    "not-begun": say("not begun"),
    "running": say("running"),
    "finished": say("finished"),
    "stopped": say("stopped"),
    "carried-over": say("carried over to next year"),
}
_WORDS: Final = {
    "incoming": say("Money in"),
    "outgoing": say("Money out"),
    "whence": say("From where"),
    "what_for": say("For what"),
    "activities": say("What it is for"),
    "activity": say("Activity"),
    "unfinished": say("Not finished"),
    "run_by": say("Who carries it out"),
    "complaints": say("Complaints"),
    "check": say("Check it yourself"),
    "in_all": say("In all"),
    "outcome": say("Outcome"),
    "work": say("Work"),
    "map": say("Where it is"),
    "bars": say("Outlined: planned. Filled: received or spent so far."),
}


def facts(
    board: Board, language: str, own_language: str, shape: Shape, word: Words
) -> Mapping[str, Any]:
    """Write a board as the template's facts.

    :param own_language: in which the village names things
    :param word: gives a marked text in the reader's language
    """
    told = _Told(board, Writing(language, board.currency), shape, word)
    incoming = told.money([*board.incoming, *board.funds_in])
    outgoing = told.money([*board.outgoing, *board.funds_out])
    activities, unfinished = told.activities(), told.unfinished()
    lines = max(_lines(one["rows"]) for one in (incoming, outgoing))
    title = word(say("Village budget {year}"), year=board.year)
    address = next((one.address for one in board.origins if one.address), "")
    return {
        "shape": shape.name,
        "size": shape.size(
            lines,
            len(activities["rows"]),
            len(unfinished["names"]),
            sum(1 + len(one) // _LETTERS_A_LINE for one in unfinished["names"]),
        ),
        "language": language,
        "own_language": own_language,
        "hue": board.hue,
        "title": title,
        "village": board.village,
        "place": " · ".join(one for one in (board.district, board.government) if one),
        "under": told.under(),
        "notes": told.notes(),
        "words": {name: word(text) for name, text in _WORDS.items()},
        "plan_word": word(_PHASES.get(board.plan, _PHASES["approved"])),
        "pillars": told.pillars(),
        "incoming": incoming,
        "outgoing": outgoing,
        "activities": activities,
        "unfinished": unfinished,
        "run_by": board.run_by or told.absent(Item.RUN_BY),
        "complaints": board.complaints_to or told.absent(Item.COMPLAINTS),
        "map": drawn(board.sheet, board.hue),
        "map_alt": told.map_alt(),
        "square": square(address),
        "square_alt": f"{word(_WORDS['check'])}: {address}",
        "address": address,
        "origin": told.origin(),
    }


def _lines(rows: Sequence[Mapping[str, Any]]) -> int:
    """Count the rows of a table, a long name as half a row more for each line that it has more."""
    return round(sum(1 + len(row["name"]) // _LETTERS_A_LINE / 2 for row in rows))


class _Told:
    """A board in words."""

    def __init__(self, board: Board, writing: Writing, shape: Shape, word: Words) -> None:
        self._board, self._writing, self._shape, self._word = board, writing, shape, word

    def absent(self, item: Item) -> str:
        """Say that something is not published: an empty place would pass for nothing."""
        return self._word(
            {
                Item.RUN_BY: say("Who carries it out is not published."),
                Item.COMPLAINTS: say("Where to complain is not published."),
                Item.ACTIVITIES: say("How far the activities are is not published."),
            }.get(item, say("not published"))
        )

    def under(self) -> str:
        """Say which regulation sets it, and until when it was carried out."""
        board, word, said = self._board, self._word, []
        if board.regulation:
            said.append(board.regulation)
        if not board.executed:
            said.append(word(say("What was received and spent is not published yet.")))
        elif board.until:
            day = self._writing.day(board.until)
            said.append(word(say("Carried out until {day}."), day=day))
        return " · ".join(said)

    def notes(self) -> list[str]:
        """Say what a reader must know before the first number."""
        found = []
        if self._board.invented:
            found.append(self._word(say("An example: this village and its amounts are invented.")))
        if self._board.keeper:
            text = say("Kept by {keeper}. The government itself did not publish it.")
            found.append(self._word(text, keeper=self._board.keeper))
        return found

    def pillars(self) -> list[Mapping[str, str]]:
        """Give four figures: in, out, what is left, and how many activities are finished."""
        board, word = self._board, self._word
        came, went = (
            total([*board.incoming, *board.funds_in]),
            total([*board.outgoing, *board.funds_out]),
        )
        left = board.stated if board.stated is not None else board.left(planned=not board.executed)
        finished = sum(one.finished for one in board.activities)
        told = any(one.told for one in board.activities)
        of = word(say("{done} of {all}"), done=finished, all=len(board.activities))
        return [
            {"number": self._of(came), "words": self._against(came, _WORDS["incoming"])},
            {"number": self._of(went), "words": self._against(went, _WORDS["outgoing"])},
            {
                "number": self._short(left),
                "words": word(say("left") if board.executed else say("to be left by the plan")),
            },
            {
                "number": of if told else word(say("not published")),
                "words": word(say("activities finished")),
            },
        ]

    def money(self, rows: Sequence[Money]) -> Mapping[str, Any]:
        """Write one way of money, largest first, with its total."""
        most = max(
            (abs(one) for row in rows for one in (row.planned, row.done) if one is not None),
            default=Decimal(0),
        )
        ranked = sorted(rows, key=lambda row: (row.planned is None, -(row.planned or Decimal(0))))
        shown, rest = ranked, []
        if len(ranked) > self._shape.rows:
            shown, rest = ranked[: self._shape.rows - 1], ranked[self._shape.rows - 1 :]
        if rest:
            text = self._word(say("All {count} others together"), count=len(rest))
            shown = [*shown, total(rest, text)]
        return {
            "rows": [{**self._row(row), "bar": _bar(row, most)} for row in shown],
            "total": self._row(total(rows, self._word(_WORDS["in_all"]))),
            "executed": self._board.executed,
        }

    def activities(self) -> Mapping[str, Any]:
        """Write the activities with the most money, and all others as one row."""
        ranked = sorted(
            self._board.activities,
            key=lambda one: (
                one.money.planned is None,
                -(one.money.planned or Decimal(0)),
                one.name,
            ),
        )
        most = self._shape.activities
        shown, rest = ranked, []
        if len(ranked) > most:
            shown, rest = ranked[: most - 1], ranked[most - 1 :]
        rows = [self._activity(one) for one in shown]
        if rest:
            text = self._word(say("All {count} others together"), count=len(rest))
            done = sum(one.finished for one in rest)
            work = self._word(say("{done} of {all} finished"), done=done, all=len(rest))
            reported = any(one.told for one in rest)
            row = self._row(total([one.money for one in rest], text))
            work = work if reported else self._word(say("not reported"))
            rows.append({**row, "where": "", "work": work, "own": False})
        told = any(one.told for one in ranked)
        said = "" if told else self.absent(Item.ACTIVITIES)
        return {"rows": rows, "said": said, "executed": self._board.executed}

    def unfinished(self) -> Mapping[str, Any]:
        """Name the activities that are not finished; of many the first, and how many more."""
        told = [one for one in self._board.activities if one.told]
        names = [f"{one.name} ({self._work(one)})" for one in told if not one.finished]
        most = self._shape.unfinished
        if len(names) > most:
            more = self._word(say("and {count} more"), count=len(names) - most)
            names = [*names[:most], more]
        if not told:
            return {"names": [], "said": self.absent(Item.ACTIVITIES)}
        return {
            "names": names,
            "said": "" if names else self._word(say("Every activity is finished.")),
        }

    def map_alt(self) -> str:
        """Say what the map shows."""
        sheet = self._board.sheet
        if sheet is None:
            return self._word(say("No map: the border of this village is not published."))
        said = self._word(
            say("Map of the {count} villages of {district}; {village} is filled."),
            count=len(sheet.areas),
            district=self._board.district,
            village=self._board.village,
        )
        if not sheet.missing:
            return said
        text = say("{count} more have no published border.")
        return f"{said} {self._word(text, count=sheet.missing)}"

    def origin(self) -> str:
        """Say from which publications it was made."""
        if not self._board.origins:
            return self._word(say("not published"))
        listed = ", ".join(
            self._word(
                say("entry {entry} of {day}"),
                entry=self._writing.number(one.entry),
                day=self._writing.day(one.on),
            )
            for one in self._board.origins
        )
        return self._word(say("Made from the signed record: {entries}."), entries=listed)

    def _activity(self, one: Activity) -> Mapping[str, Any]:
        where = ", ".join(text for text in (one.place, one.volume) if text)
        return {**self._row(one.money), "name": one.name, "where": where,
                "work": self._work(one), "own": True}  # fmt: skip

    def _work(self, one: Activity) -> str:
        state = self._word(_STATES[one.state]) if one.state in _STATES else one.state
        if one.progress is None:
            return state or self._word(say("not reported"))
        share = self._writing.percent(one.progress, Decimal(100))
        return share if one.finished or not state else f"{share}, {state}"

    def _row(self, row: Money) -> Mapping[str, Any]:
        return {"name": row.name, "cells": [self._cell(row.planned), self._cell(row.done)]}

    def _cell(self, value: Decimal | None) -> Mapping[str, Any]:
        if value is None:
            return {"text": self._word(say("not published")), "known": False}
        return {"text": self._writing.number(value), "known": True}

    def _of(self, money: Money) -> str:
        return self._short(money.done if self._board.executed else money.planned)

    def _against(self, money: Money, way: str) -> str:
        said = self._word(way)
        if not self._board.executed:
            return f"{said}, {self._word(say('planned'))}"
        text = say("{way}, of {planned} planned")
        return self._word(text, way=said, planned=self._short(money.planned))

    def _short(self, value: Decimal | None) -> str:
        return self._word(say("not published")) if value is None else self._writing.short(value)


def _bar(row: Money, most: Decimal) -> Mapping[str, float] | None:
    """Give the lengths of a bar in hundredths; none for what is unknown or negative."""
    known = {"plan": row.planned, "done": row.done}
    lengths = {name: one for name, one in known.items() if one is not None}
    if not lengths or most <= 0 or min(lengths.values()) < 0:
        return None
    return {name: round(float(one * 100 / most), 3) for name, one in lengths.items()}


def drawn(sheet: Sheet | None, hue: int) -> Mapping[str, Any] | None:
    """Give a map as paths; the template colours them."""
    if sheet is None:
        return None
    lines = "".join(one.path for one in sheet.areas if not one.here)
    here = "".join(one.path for one in sheet.areas if one.here)
    return {"width": sheet.width, "height": sheet.height, "others": lines, "here": here, "hue": hue}
