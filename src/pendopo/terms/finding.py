"""What a rule says of a file: how grave, where, what was found, what to write instead."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pendopo.terms.column import KIND_WORDS
from pendopo.terms.wording import each, fill

# Values that are words of ours, several of them with commas between; and one that names columns
# with their kinds: ``code (text), length (integer)``.
_OURS = frozenset({"what", "option"})
_KINDS = "kinds"
# A sentence of ours, in which other values may stand; or the text of a program, which has none.
_ERROR = "error"
# So many that differ in the column only are told as one.
_ALIKE_LEAST = 3
# Of the rows that a finding is about so many are named.
LINES_SHOWN = 20
_KIND = re.compile(r"\((" + "|".join(KIND_WORDS) + r")\)(?=,|$)")


class Weight(StrEnum):
    """A stop blocks the file, a warning is published with it, a note informs."""

    STOP = "stop"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one kind of fault, and the rows that have it.

    :param rule: the rule's name, a slug
    :param message: English, marked with ``say``, its values in ``{placeholders}``
    :param write: what to write instead, in the same form; empty when there is nothing to write
    :param lines: the first rows concerned, counted as a spreadsheet counts: the header is row 1
    :param cells: beside ``lines``, the cell of ``column`` as it was found in each; empty when the
        finding is not about cells
    :param count: how many rows are concerned in all; 0 when the file as a whole is
    """

    rule: str
    weight: Weight
    message: str
    values: Mapping[str, str] = field(default_factory=dict)
    write: str = ""
    table: str = ""
    column: str = ""
    lines: tuple[int, ...] = ()
    cells: tuple[str, ...] = ()
    count: int = 0
    source: str = ""

    def values_in(self, translate: Callable[[str], str]) -> dict[str, str]:
        """Give the values, those that are words of ours in another language."""
        found = dict(self.values)
        for name in _OURS & found.keys():
            found[name] = each(found[name], translate)
        if found.get(_ERROR):
            others = {name: one for name, one in found.items() if name != _ERROR}
            found[_ERROR] = fill(translate(found[_ERROR]), others)
        if _KINDS in found:
            found[_KINDS] = _KIND.sub(
                lambda kind: f"({translate(KIND_WORDS[kind[1]])})", found[_KINDS]
            )
        return found

    def sentence(self) -> str:
        """Give the message in English with its values."""
        return fill(self.message, self.values_in(lambda text: text))


def by_cause(
    findings: Iterable[Finding], apart: frozenset[str] = frozenset()
) -> list[list[Finding]]:
    """Put findings together that differ in the column only, three or more of them.

    :param apart: rules whose findings are never put together
    """
    groups: dict[object, list[Finding]] = {}
    for place, one in enumerate(findings):
        cause = (one.rule, one.weight, one.table, one.message, one.write)
        alike = one.column and one.rule not in apart
        groups.setdefault(cause if alike else place, []).append(one)
    found: list[list[Finding]] = []
    for group in groups.values():
        found += [group] if len(group) >= _ALIKE_LEAST else [[one] for one in group]
    return found
