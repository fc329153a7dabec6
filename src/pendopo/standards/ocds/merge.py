"""Releases of one contracting process merged into its present state, or into all it ever said.

By the specification; or, for who must have what everybody's tools give, like the reference library,
which leaves the specification in the places that ``Clause`` names. Both go through one fold, and
where it met none of those places the two are the same: only then is one of them enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, unique
from typing import Any, Final

from pendopo.standards.ocds.differences import Difference, differences
from pendopo.standards.ocds.fold import (
    Clause,
    MergeError,
    Notes,
    Overrides,
    Release,
    fold,
    fold_last,
)
from pendopo.standards.ocds.instant import parse_instant
from pendopo.standards.ocds.reference import compile_like_reference, version_like_reference
from pendopo.standards.ocds.rules import Rules, core_rules
from pendopo.standards.ocds.versions import version

__all__ = [
    "Clause",
    "Form",
    "MergeError",
    "Merged",
    "Merging",
    "Unmerged",
    "compile_in_order",
    "compile_releases",
    "in_order",
]
_BEFORE_ALL: Final = datetime.min  # noqa: DTZ901 - instants are in UTC, without a zone


@unique
class Form(Enum):
    """What releases are merged into."""

    COMPILED = "compiled"
    VERSIONED = "versioned"


@dataclass(frozen=True, slots=True)
class Merging:
    """How releases are merged.

    :param rules: the merge rules of the schema
    :param form: the compiled or the versioned release
    :param like_reference: whether to give what the reference library gives
    :param overrides: lists that merge against their rule, by the names of the fields above them
    """

    rules: Rules = field(default_factory=core_rules)
    form: Form = Form.COMPILED
    like_reference: bool = False
    overrides: Overrides = field(default_factory=dict)

    def merge(self, releases: Sequence[Release], form: Form | None = None) -> "Merged":
        """Merge the releases of one ocid, which may come in any order and stay as they are.

        :param form: another than this one's own
        :raises MergeError: when the releases cannot be merged
        """
        if form and form is not self.form:
            return replace(self, form=form).merge(releases)
        notes = Notes()
        ours = self._by_specification(releases, notes)
        if not notes.clauses and isinstance(ours, dict):
            return Merged(ours, notes, ())
        reference = self._like_reference(releases)
        apart = tuple(differences(ours, reference, notes.clauses))
        chosen = reference if self.like_reference else ours
        if isinstance(chosen, MergeError):
            raise Unmerged(str(chosen), apart)
        return Merged(chosen, notes, apart)

    def _by_specification(self, releases: Sequence[Release], notes: Notes) -> Release | MergeError:
        ordered = [releases[place] for place in in_order(releases, notes)]
        into = fold if self.form is Form.COMPILED else version
        try:
            return into(ordered, self.rules, notes, self.overrides)
        except MergeError as error:
            return error
        except RecursionError:
            return MergeError("the releases are nested too deep; write fewer levels")

    def _like_reference(self, releases: Sequence[Release]) -> Release | MergeError:
        compiled = self.form is Form.COMPILED
        into = compile_like_reference if compiled else version_like_reference
        try:
            return into(releases, self.rules, self.overrides)
        except MergeError as error:
            return error
        except RecursionError:
            return MergeError("the releases are nested too deep; write fewer levels")


class Unmerged(MergeError):  # noqa: N818 - what became of the releases, not what failed
    """The releases of one process that cannot be merged, though the other way may give something.

    :ivar differences: where the specification and the reference library part
    """

    def __init__(self, message: str, apart: Sequence[Difference]) -> None:
        super().__init__(message)
        self.differences = apart


@dataclass(frozen=True, slots=True)
class Merged:
    """The releases of one process, merged.

    :param release: the compiled or the versioned release
    :param notes: what was met on the way
    :param differences: where the specification and the reference library part, whichever was asked
    """

    release: Release
    notes: Notes
    differences: Sequence[Difference]


def compile_releases(releases: Sequence[Release], rules: Rules | None = None) -> Merged:
    """Merge the releases of one ocid by the specification.

    :param rules: those of the core schema unless others are given
    :raises MergeError: when a field is an object in one release and a list or a literal in another
    """
    return Merging(rules or core_rules()).merge(releases)


def compile_in_order(
    ordered: Sequence[Release], rules: Rules | None = None
) -> tuple[Release, Notes, bool]:
    """Merge releases that stand oldest first, and compare with nothing else.

    :param rules: those of the core schema unless others are given
    :returns: the compiled release, whose fields may stand in another order; what a publisher should
        look at; and whether the last release alone says all of it
    :raises MergeError: as ``compile_releases``
    """
    rules, notes = rules or core_rules(), Notes()
    try:
        last = fold_last(ordered, rules)
        compiled = fold(ordered, rules, notes) if last is None else last
    except RecursionError:
        raise MergeError("the releases are nested too deep; write fewer levels") from None
    return compiled, notes, last is not None


def in_order(releases: Sequence[Release], notes: Notes | None = None) -> list[int]:
    """Give the releases' places, oldest first.

    Moments are compared, not texts: ``T09:00+09:00`` is before ``T02:00+00:00``. Releases of one
    moment stay as they came; those without a date that can be read come before all others.

    :param notes: where to keep that the order is not that of the texts, or that a date is missing

    Source: OCDS 1.1, merging, "chronological order".
    """
    places = range(len(releases))
    moments = [_moment(release) for release in releases]
    ordered = sorted(places, key=moments.__getitem__) if len(moments) > 1 else list(places)
    if notes is not None:
        if _BEFORE_ALL in moments:
            notes.met(Clause.UNDATED, (None, "date"))
        elif len(moments) > 1 and ordered != sorted(places, key=lambda at: releases[at]["date"]):
            notes.met(Clause.ORDER, (None, "date"))
    return ordered


def _moment(release: dict[str, Any]) -> datetime:
    date = release.get("date")
    instant = parse_instant(date) if isinstance(date, str) else None
    return instant.utc if instant else _BEFORE_ALL
