"""A rule is a SELECT of the rows that break it; its head is what a clerk reads."""

import re
from dataclasses import dataclass

from pendopo.terms.finding import Weight

_FACT = "(?:weight|column|table|source|write):"
# The schema in which a rule finds its register's tables as they are published already.
PUBLISHED = "published."
_ASKED = re.compile(r"\bpublished\.(\w+)")
_PAIR = re.compile(rf"(weight|column|table|source|write):\s*(.*?)(?=\s+{_FACT}|$)")


class RuleError(ValueError):
    """A rule's file does not have the head that a rule needs."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a register.

    :param name: the file's name, a sentence that is true of good data: ``award_follows_tender``
    :param message: English, its ``{placeholders}`` named like columns of the SELECT
    :param sql: DuckDB SQL over the submission's typed tables; gives a column ``line`` and every
        column that the message names
    """

    name: str
    weight: Weight
    message: str
    sql: str
    table: str = ""
    column: str = ""
    write: str = ""
    source: str = ""

    @property
    def published(self) -> frozenset[str]:
        """The register's tables that it asks for as they are published already."""
        return frozenset(_ASKED.findall(self.sql))


def parse_rule(name: str, text: str) -> Rule:
    """Read a rule file: comment lines (message, then ``weight: … column: … source: …``), then SQL.

    :raises RuleError: when the head has no message or no weight
    """
    head = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        head.append(line.removeprefix("--").strip())
    facts: dict[str, str] = {}
    message = []
    for line in head:
        found = dict(_PAIR.findall(line))
        if found and _PAIR.match(line):
            facts |= {key: value.strip() for key, value in found.items()}
        elif line:
            message.append(line)
    if not message or facts.get("weight") not in set(Weight):
        raise RuleError(
            f"rules/{name}.sql: the head is {head!r}; write the message on the first line "
            f"and 'weight: stop|warn|note' on a line below it, each behind '-- '"
        )
    return Rule(
        name=name,
        weight=Weight(facts["weight"]),
        message=" ".join(message),
        sql=text,
        table=facts.get("table", ""),
        column=facts.get("column", ""),
        write=facts.get("write", ""),
        source=facts.get("source", ""),
    )
