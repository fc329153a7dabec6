"""A milestone's checks as a file writes them: what the published record must show.

Each is a table ``[[milestones.checks]]`` with a ``kind``. Every kind takes ``id``, ``title``,
``by``, ``written_by``, ``agreed_with``, ``agreed_on`` and ``agreed_source``; besides:

==========  ====================================================================================
indicator   ``indicator``; one of ``at_least``, ``at_most``, ``equals``
measure     ``sql``, ``reads``, ``unit``; one of ``at_least``, ``at_most``, ``equals``
document    ``register``; ``scope``, ``office``, ``since``, ``until``
coverage    ``table``, ``column``, ``where``; ``of``, or ``of_table``, ``of_column``, ``of_where``
freshness   ``days``; ``register`` with ``scope``, or ``table``
all, any    ``checks``: a list of tables ``[[milestones.checks.checks]]`` like these
==========  ====================================================================================
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from pendopo.registers.plans.parts import ONE_OF, Part, hold_apart
from pendopo.terms.commitment import (
    Aim,
    Check,
    CombinedCheck,
    CoverageCheck,
    DocumentCheck,
    FreshnessCheck,
    IndicatorCheck,
    MeasureCheck,
    Need,
)
from pendopo.terms.wording import say

# What nobody can follow with their eyes nobody can agree to.
_DEEP_MOST: Final = 4


def check_of(part: Part, place: int, depth: int = 1) -> Check | None:
    """Read a check; None where its kind is none, which is told.

    :param place: in its list, from 1: its id where it has none of its own
    :param depth: how many lists of checks it stands in
    """
    kind = part.text("kind")
    if kind not in (*_KINDS, *Need):
        part.wrong("kind", kind or "missing", ONE_OF, names=", ".join((*_KINDS, *Need)))
        return None
    check_id = part.id(default=str(place))
    authored: dict[str, Any] = {
        "title": part.text("title", needed=False),
        "by": part.when("by", needed=False),
        "written_by": part.text("written_by", needed=False),
        "agreed_with": part.text("agreed_with", needed=False),
        "agreed_on": part.day("agreed_on"),
        "agreed_source": part.text("agreed_source", needed=False),
    }
    if not authored["agreed_with"] and (authored["agreed_on"] or authored["agreed_source"]):
        part.wrong("agreed_with", "missing", say("who agreed, beside when and where that is shown"))
    read = _combined(Need(kind), depth) if kind in tuple(Need) else _KINDS[kind]
    check = read(part, check_id, authored)
    part.leave_nothing()
    return check


def _aim(part: Part) -> tuple[Aim, Decimal]:
    aims = [aim for aim in Aim if aim in part]
    if len(aims) != 1:
        found = ", ".join(aims) or "no target"
        write = say("exactly one of them, like at_most = 0.2")
        part.wrong("at_least, at_most, equals", found, write)
    targets = {aim: part.number(aim) for aim in aims}
    aim = aims[0] if aims else Aim.EQUALS
    return aim, targets.get(aim, Decimal(0))


def _indicator(part: Part, check_id: str, authored: Mapping[str, Any]) -> Check:
    aim, target = _aim(part)
    return IndicatorCheck(check_id, part.text("indicator"), aim, target, **authored)


def _measure(part: Part, check_id: str, authored: Mapping[str, Any]) -> Check:
    aim, target = _aim(part)
    sql, reads = part.text("sql").strip(), part.texts("reads", needed=True)
    for one in reads:
        if not part.is_table(one):
            write = say('registers with tables, like ["contracts.processes"]')
            part.wrong("reads", repr(one), write)
    if len({one.partition(".")[2].lower() for one in reads}) < len(reads):
        write = say("tables of different names, since SQL names no register")
        part.wrong("reads", repr(reads), write)
    unit = part.text("unit", needed=False)
    return MeasureCheck(check_id, sql, reads, aim, target, unit, **authored)


def _document(part: Part, check_id: str, authored: Mapping[str, Any]) -> Check:
    since, until = part.day("since"), part.day("until")
    if since and until and until < since:
        part.wrong("until", str(until), say("a day from {day} on"), day=str(since))
    register, scope = part.text("register"), part.codes("scope")
    office = part.text("office", needed=False)
    return DocumentCheck(check_id, register, scope, office, since, until, **authored)


def _coverage(part: Part, check_id: str, authored: Mapping[str, Any]) -> Check:
    other = "of_table" in part
    if other and "of" in part:
        write = say("either the list itself as of, or the table that holds it as of_table")
        part.wrong("of, of_table", "both", write)
    return CoverageCheck(
        check_id,
        part.names_table("table"),
        part.text("column"),
        part.texts("of", needed=not other),
        part.codes("where"),
        part.names_table("of_table", needed=False),
        part.text("of_column", needed=other),
        part.codes("of_where"),
        **authored,
    )


def _freshness(part: Part, check_id: str, authored: Mapping[str, Any]) -> Check:
    table = part.names_table("table", needed=False)
    if table and ("register" in part or "scope" in part):
        part.wrong("table", repr(table), say("either a table, or a register with its scope"))
    register = part.text("register", needed=not table)
    scope = part.codes("scope")
    if table:
        register, _, table = table.partition(".")
    return FreshnessCheck(check_id, register, part.count("days"), table, scope, **authored)


def _combined(need: Need, depth: int) -> "_Read":
    def read(part: Part, check_id: str, authored: Mapping[str, Any]) -> Check:
        within = part.parts("checks")
        if depth >= _DEEP_MOST:
            part.wrong("checks", "nested", say("at most {most} levels"), most=str(_DEEP_MOST))
            within = []
        elif not within:
            write = say("the checks of which {need} must pass, each as its own table")
            part.wrong("checks", "missing", write, need=need.value)
        found = [check_of(one, place, depth + 1) for place, one in enumerate(within, start=1)]
        checks = tuple(one for one in found if one)
        hold_apart(part, "checks", [one.id for one in checks])
        return CombinedCheck(check_id, need, checks, **authored)

    return read


_Read = Callable[[Part, str, Mapping[str, Any]], Check]
_KINDS: Final[Mapping[str, _Read]] = {
    "indicator": _indicator,
    "measure": _measure,
    "document": _document,
    "coverage": _coverage,
    "freshness": _freshness,
}
