"""A flag: one question about purchases, one SQL file, and the rows that raise the question."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

SUBJECTS: Final = ("process", "buyer", "entity", "supplier", "pair")
GROUPS: Final = ("competition", "cost", "time", "compliance", "coverage")
# What each row of a measure says first; whatever follows is what it was made from.
COLUMNS: Final = ("subject", "value", "threshold", "flagged", "missing")
# And where a row is about several: the list of their names, one by one.
PARTIES: Final = "parties"
# How the units begin of what is measured, and so has fractions.
_MEASURED: Final = (
    *("home currency", "hours", "index", "mean deviation", "score", "share", "times"),
)
_READS: Final = "-- Reads of contracts: "
_KEYS = frozenset(
    {
        "code",
        "version",
        "subject",
        "group",
        "title",
        "question",
        "unit",
        "figure",
        "history",
        "parameters",
    }
)


class FlagError(ValueError):
    """A declaration that is none."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a government may set of a flag.

    :param default: None where only a government can know it, such as a ceiling of its law
    """

    name: str
    unit: str
    default: Decimal | None = None

    @property
    def counts(self) -> bool:
        """Whether it counts what comes in wholes: bids, days, letters."""
        return not self.unit.startswith(_MEASURED)


@dataclass(frozen=True, slots=True)
class Flag:
    """The declaration of a flag; its ``measure.sql`` is the whole method.

    :param code: what its source calls it, such as R018
    :param version: rises whenever a row could come out otherwise
    :param subject: what a row is about, one of ``SUBJECTS``
    :param unit: what its value is counted in
    :param figure: whether it only tells a figure and never raises a question
    :param reads: the tables of the contracts register that it reads
    :param history: the day of each version, the first first
    :param changes: what each version changed, where it says so
    """

    name: str
    code: str
    version: int
    subject: str
    group: str
    title: str
    question: str
    unit: str
    figure: bool
    parameters: tuple[Parameter, ...]
    reads: tuple[str, ...]
    history: Mapping[int, str]
    changes: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A parameter as it is used: the default, or what a government set in its place.

    :param history: all that it was set to until then, each with the day from which it counts, the
        first first; ``date.min`` where it counts always
    """

    parameter: Parameter
    value: Decimal | None
    history: tuple[tuple[date, Decimal], ...] = ()

    @property
    def changed(self) -> bool:
        """Whether a government set it otherwise."""
        return self.value != self.parameter.default


def parse_flag(name: str, text: str, sql: str) -> Flag:
    """Read the declaration of a flag.

    :param text: its ``flag.toml``
    :param sql: its ``measure.sql``, whose head names the tables
    :raises FlagError: naming the file, what was found and what to write
    """
    where = f"flags/{name}/flag.toml"
    raw = tomllib.loads(text, parse_float=Decimal)
    if unknown := sorted(raw.keys() - _KEYS):
        raise FlagError(
            f"{where}: {unknown[0]} is unknown; write one of {', '.join(sorted(_KEYS))}"
        )
    for key, known in (("subject", SUBJECTS), ("group", GROUPS)):
        if raw[key] not in known:
            raise FlagError(f"{where}: {key} is {raw[key]!r}; write one of {', '.join(known)}")
    told = {int(version): text.partition(" ") for version, text in raw["history"].items()}
    history = {version: day for version, (day, _, _) in told.items()}
    if max(history) != raw["version"]:
        raise FlagError(f"{where}: version is {raw['version']}; write its day under [history]")
    return Flag(
        name=name,
        code=raw["code"],
        version=raw["version"],
        subject=raw["subject"],
        group=raw["group"],
        title=raw["title"],
        question=raw["question"],
        unit=raw["unit"],
        figure=raw.get("figure", False),
        parameters=tuple(_parameter(*one) for one in raw.get("parameters", {}).items()),
        reads=_reads(where, sql),
        history=history,
        changes={version: what for version, (_, _, what) in told.items() if what},
    )


def _parameter(name: str, raw: Mapping[str, Any]) -> Parameter:
    default = raw.get("default")
    return Parameter(name, raw["unit"], None if default is None else Decimal(default))


def _reads(where: str, sql: str) -> tuple[str, ...]:
    """Read which tables the head of a measure names."""
    for line in sql.splitlines():
        if line.startswith(_READS):
            return tuple(line.removeprefix(_READS).removesuffix(" (published).").split(", "))
    raise FlagError(f"{where}: measure.sql has no head; write {_READS}… (published).")
