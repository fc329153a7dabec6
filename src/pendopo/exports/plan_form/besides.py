"""What a plan says and a template does not ask: it stands behind the form, and nothing is lost.

A check, and what a source coded, are given by the names that they have in the plan's own files.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pendopo.registers.plans.document import facts_of_check
from pendopo.registers.plans.questions import NEW, OGP_VALUES, QUESTIONS, TEMPLATES
from pendopo.terms.commitment import (
    Amendment,
    Basis,
    Check,
    Commitment,
    Level,
    Lineage,
    Milestone,
    Plan,
)
from pendopo.terms.period import Period
from pendopo.terms.wording import say

Word = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Line:
    """A question of the template and its answer; an empty one was not given."""

    question: str
    answer: str


LEVELS: Final[Mapping[Level, str]] = {
    Level.NATIONAL: say("a national plan"),
    Level.LOCAL: say("a local plan"),
    Level.PARLIAMENT: say("a plan of a parliament"),
}
LEGAL: Final[Mapping[str, str]] = {
    "national-law": say("a national law"),
    "national-regulation": say("a national regulation"),
    "local-law": say("a local law"),
    "local-regulation": say("a local regulation or decree"),
    "agreement": say("an agreement or a letter"),
    "none": say("no rule"),
}
KINDS: Final[Mapping[str, str]] = {
    "civil-service": say("an office of the civil service"),
    "political": say("elected people, or those whom they appoint"),
}
HOW: Final[Mapping[str, str]] = {
    "carried-forward": say("carried forward"),
    "split": say("split"),
    "merged": say("merged"),
    "dropped": say("dropped"),
}


def date_of(when: Period | None) -> str:
    """Give a date's words; empty where nobody knows it."""
    return str(when) if when else ""


def flowing(prose: str) -> str:
    """Give Markdown without the ends of its file's lines: only paragraphs part a text."""
    return "\n".join(" ".join(part.split()) for part in prose.split("\n\n"))


@dataclass(frozen=True, slots=True)
class Besides:
    """What a template leaves out.

    :param word: gives a text marked with ``say`` in the reader's language
    """

    template: str
    word: Word

    def of_plan(self, plan: Plan) -> Iterator[Line]:
        """Give what the heads of forms have no place for."""
        level = self.word(LEVELS[plan.level]) if plan.level else self._unknown
        yield self._line(say("Level"), level)
        found: Mapping[str, Sequence[str]] = {
            say("Name in the data"): [plan.id],
            say("OGP's id"): [plan.ogp_id],
            say("Handed in"): [str(plan.submitted or "")],
            say("Written for"): [self.word(TEMPLATES[plan.template]) if plan.template else ""],
            say("Administration"): [plan.administration],
            say("Follows the plans"): plan.follows,
            say("Drops"): [self._lineage(one) for one in plan.dropped],
            say("Amendments"): [self._amendment(one) for one in plan.amendments],
        }
        yield from self._lines(found)

    def of_commitment(self, one: Commitment) -> Iterator[Line]:
        """Give what would else be lost, each under the heading that it has elsewhere."""
        for name, text in one.texts.items():
            if self.template not in QUESTIONS[name].templates:
                yield self._line(QUESTIONS[name].title, text)
        if self.template == NEW:
            yield from self._not_since_2022(one)
        found: Mapping[str, Sequence[str]] = {
            say("What kind of office leads"): [
                self.word(KINDS[one.lead_kind]) if one.lead_kind else ""
            ],
            say("OGP values"): [self.word(OGP_VALUES[value]) for value in one.ogp_values],
            say("Policy areas"): one.policy_areas,
            say("Development goals"): one.sdg_targets,
            say("Legal basis"): [self._basis(basis) for basis in one.legal_basis],
            say("Budget lines"): one.budget_lines,
            say("Used by"): one.used_by,
            say("Continues"): [self._lineage(line) for line in one.continues],
            say("Text"): [flowing(one.prose)],
            say("Name in the data"): [one.id],
            say("OGP's id"): [one.ogp_id],
        }
        yield from self._lines(found)
        for step in one.milestones:
            yield from self._of_milestone(step)
        if one.coded:
            yield self._line(say("As its source coded it"), "\n".join(_written(one.coded)))

    def _not_since_2022(self, one: Commitment) -> Iterator[Line]:
        """Give what its table of milestones alone has a place for, where no row says it."""
        yield from self._lines({say("Theme"): [one.theme]})
        yield self._line(say("Starts"), date_of(one.start))
        yield self._line(say("Ends"), date_of(one.end))
        said = any(not step.supporting for step in one.milestones)
        found = {
            say("Other offices of government"): () if said else one.supporting,
            say("Civil society"): () if one.milestones else one.civil_society,
            say("Others"): () if one.milestones else one.others,
        }
        yield from self._lines(found)

    def _of_milestone(self, step: Milestone) -> Iterator[Line]:
        title = f"{step.id}. {step.title}"
        if self.template == NEW:
            found = {say("starts: {text}"): date_of(step.start)}
        else:
            found = {
                say("lead: {text}"): step.lead,
                say("supporting: {text}"): "; ".join(step.supporting),
            }
        told = [self.word(text, text=said) for text, said in found.items() if said]
        # Its name is what checks, amendments and addresses call it by.
        yield Line(title, "\n".join([*told, *self._checks(step.checks)]))

    def _checks(self, checks: Sequence[Check]) -> Iterator[str]:
        if not checks:
            yield self.word(say("No check."))
        for one in checks:
            yield self.word(say("Check {name}:"), name=one.id)
            facts = facts_of_check(one)
            del facts["id"]
            yield from _written(facts)

    def _basis(self, basis: Basis) -> str:
        level = self.word(LEGAL[basis.level]) if basis.level else self._unknown
        return f"{basis.title} ({level})"

    def _lineage(self, line: Lineage) -> str:
        of = f"{line.plan}/{line.commitment}" if line.plan else line.commitment
        return ": ".join(filter(None, (of, self.word(HOW[line.how]), line.reason)))

    def _amendment(self, one: Amendment) -> str:
        of = ", ".join(filter(None, (one.of, one.what)))
        return ": ".join(filter(None, (one.on.isoformat(), of, one.reason)))

    def _lines(self, found: Mapping[str, Sequence[str]]) -> Iterator[Line]:
        for title, texts in found.items():
            if any(texts):
                yield self._line(title, "; ".join(texts))

    def _line(self, title: str, answer: str) -> Line:
        return Line(self.word(title), answer)

    @property
    def _unknown(self) -> str:
        return self.word(say("unknown"))


def _written(facts: Mapping[str, Any], within: str = "") -> Iterator[str]:
    """Give fields by their names, one a line; the checks within a check stand further in."""
    for name, value in facts.items():
        if name == "checks":
            for one in value:
                yield f"{within}-"
                yield from _written(one, f"{within}  ")
        else:
            yield f"{within}{name}: {_text(value)}"


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name} = {text}" for name, text in value.items())
    if isinstance(value, str) or not isinstance(value, Iterable):
        return str(value)
    return "; ".join(map(str, value))
