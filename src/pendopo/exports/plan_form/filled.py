"""An OGP template filled from a plan: its headings in their order, and what the plan answers.

What the template asks and the plan does not say is shown as not said; what the plan says and the
template does not ask stands behind it (``besides``), so that nothing is lost. Where a
template asks for a person, the line is left to be written by hand: no record holds their name.

Source: the templates of 2015 to 2021 and since 2022 by the question strings of OGP's commitments
data, 3 July 2024; that of the subnational pilot by its field list of 2016.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pendopo.exports.plan_form.besides import Besides, Line, Word, date_of, flowing
from pendopo.registers.plans.questions import NEW, OLD, PILOT, QUESTIONS, TEMPLATES
from pendopo.terms.commitment import Commitment, Milestone, Plan
from pendopo.terms.wording import say

# Where a person is named by hand.
BY_HAND: Final = "\u2026" * 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """One commitment on its form.

    :param lines: before the table of milestones
    :param head: of that table
    :param rows: a cell for each column of the head
    :param after: lines behind it
    :param besides: what the plan says and the template does not ask
    """

    title: str
    lines: tuple[Line, ...]
    table: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    after: tuple[Line, ...]
    besides: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A plan on a template.

    :param template: its name in words
    :param about: lines of the plan itself
    :param nothing: what stands where the plan says nothing
    """

    title: str
    template: str
    language: str
    about: tuple[Line, ...]
    sheets: tuple[Sheet, ...]
    besides: str
    nothing: str

    def facts(self) -> dict[str, Any]:
        """Give it as plain values, as a paper takes them."""

        def plain(lines: Sequence[Line]) -> list[list[str]]:
            return [[one.question, one.answer] for one in lines]

        return {
            "title": self.title,
            "template": self.template,
            "language": self.language,
            "about": plain(self.about),
            "besides": self.besides,
            "nothing": self.nothing,
            "sheets": [
                {
                    "title": one.title,
                    "lines": plain(one.lines),
                    "table": one.table,
                    "head": list(one.head),
                    "rows": [list(row) for row in one.rows],
                    "after": plain(one.after),
                    "besides": plain(one.besides),
                }
                for one in self.sheets
            ],
        }


def fill_form(plan: Plan, template: str, language: str, word: Word) -> Form:
    """Fill a template from a plan.

    :param template: one of ``registers.plans.questions.TEMPLATES``
    :param word: gives a text marked with ``say`` in the reader's language
    """
    filling = _Filling(template, word)
    return Form(
        title=plan.title,
        template=word(TEMPLATES[template]),
        language=language,
        about=tuple(filling.of_plan(plan)),
        sheets=tuple(
            filling.sheet(place, one) for place, one in enumerate(plan.commitments, start=1)
        ),
        besides=word(say("What the plan says besides")),
        nothing=word(say("The plan does not say.")),
    )


@dataclass(frozen=True, slots=True)
class _Filling:
    template: str
    word: Word

    def of_plan(self, plan: Plan) -> Iterator[Line]:
        yield self._line(say("Government"), plan.government)
        yield self._line(say("Plan"), plan.title)
        yield self._line(say("Starts"), date_of(plan.start))
        yield self._line(say("Ends"), date_of(plan.end))
        yield from Besides(self.template, self.word).of_plan(plan)
        if plan.number:
            yield self._line(say("Number"), plan.number)
        if plan.prose:
            yield self._line(say("Text"), flowing(plan.prose))

    def sheet(self, place: int, one: Commitment) -> Sheet:
        head, rows = self._milestones(one)
        return Sheet(
            title=f"{one.number or place}. {one.title}",
            lines=tuple(self._before(one)),
            table=self.word(_TABLE[self.template]),
            head=head,
            rows=rows,
            after=tuple(self._after(one)),
            besides=tuple(Besides(self.template, self.word).of_commitment(one)),
        )

    def _before(self, one: Commitment) -> Iterator[Line]:
        if self.template != NEW:
            yield self._line(say("Theme"), one.theme)
            yield self._line(say("Starts"), date_of(one.start))
            yield self._line(say("Ends"), date_of(one.end))
        yield self._line(say("Lead"), one.lead)
        if self.template == PILOT:
            yield from self._people()
            yield from self._others(one)
        for name, question in QUESTIONS.items():
            if self.template in question.templates:
                yield Line(self.word(question.title), one.texts.get(name, ""))

    def _after(self, one: Commitment) -> Iterator[Line]:
        if self.template == OLD:
            yield from self._people()
            yield from self._others(one)

    def _people(self) -> Iterator[Line]:
        for title in (say("Person in charge"), say("E-mail and telephone")):
            yield self._line(title, BY_HAND)

    def _others(self, one: Commitment) -> Iterator[Line]:
        yield self._line(say("Other offices of government"), "; ".join(one.supporting))
        outside = (*one.civil_society, *one.others)
        yield self._line(say("Civil society, business, multilaterals"), "; ".join(outside))

    def _milestones(self, one: Commitment) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        columns = _COLUMNS[self.template]
        head = tuple(self.word(title) for title, _ in columns)
        unknown = self.word(say("unknown"))
        rows = tuple(
            tuple(cell(one, step) or (unknown if cell is _due else "") for _, cell in columns)
            for step in one.milestones
        )
        return head, rows

    def _line(self, question: str, answer: str) -> Line:
        return Line(self.word(question), answer)


def _due(_: Commitment, step: Milestone) -> str:
    return date_of(step.due)


_Cell = Callable[[Commitment, Milestone], str]
_TABLE: Final[Mapping[str, str]] = {
    OLD: say("Milestones, each with a verifiable deliverable"),
    PILOT: say("Activities, each with a verifiable deliverable"),
    NEW: say("Planning of the commitment"),
}
_STEP: Final[tuple[str, _Cell]] = (
    say("Milestone"),
    lambda _, step: " ".join(filter(None, (step.title, step.outputs))),
)
_BEGINS: Final[tuple[str, _Cell]] = (say("Starts"), lambda _, step: date_of(step.start))
_DUE: Final[tuple[str, _Cell]] = (say("Due"), _due)
_COLUMNS: Final[Mapping[str, tuple[tuple[str, _Cell], ...]]] = {
    OLD: (_STEP, _BEGINS, _DUE),
    PILOT: (_STEP, _BEGINS, _DUE),
    NEW: (
        (say("Milestone"), lambda _, step: step.title),
        (say("Expected outputs"), lambda _, step: step.outputs),
        (say("Expected completion date"), _due),
        (say("Lead"), lambda one, step: step.lead or one.lead),
        (say("Supporting"), lambda one, step: "; ".join(step.supporting or one.supporting)),
        (say("Civil society"), lambda one, _: "; ".join(one.civil_society)),
        (say("Others"), lambda one, _: "; ".join(one.others)),
    ),
}
