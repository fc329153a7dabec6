"""What all processes of a file say together: 24 checks, and three beside an earlier file.

They ask what the checks of Pelican (open-contracting/pelican-backend) ask, by their names, with two
differences: amounts are compared within one currency, and an address is looked at, never fetched.
"""

import re
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite
from typing import Any, Final, TypeGuard

from pendopo.standards.ocds.process.limits import Limits
from pendopo.standards.ocds.process.values import (
    Process,
    amount,
    name_of,
    object_of,
    process_of,
)

_MILESTONES: Final = (
    ("planning", "milestones"),
    ("tender", "milestones"),
    ("contracts", "milestones"),
    ("contracts", "implementation", "milestones"),
)
_DOCUMENTS: Final = (
    ("planning", "documents"),
    ("tender", "documents"),
    ("awards", "documents"),
    ("contracts", "documents"),
    ("contracts", "implementation", "documents"),
)
_ADDRESSES: Final = tuple((*path, "url") for path in _DOCUMENTS)
_VALUES: Final = {
    "tender": ("tender", "value"),
    "awards": ("awards", "value"),
    "contracts": ("contracts", "value"),
}
_RELATED: Final = (("relatedProcesses",), ("contracts", "relatedProcesses"))
_MONEY: Final = (
    *_VALUES.values(),
    ("tender", "minValue"),
    ("planning", "budget", "amount"),
    ("contracts", "implementation", "transactions", "value"),
)
# Codes: where each stands, and which of them should occur, neither hardly ever nor nearly always.
CODES: Final[Mapping[str, tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]]] = {
    "tender_procurement_method": ((("tender", "procurementMethod"),), ("open",)),
    "tender_status": ((("tender", "status"),), ("active", "complete")),
    "tender_award_criteria": ((("tender", "awardCriteria"),), ()),
    "tender_submission_method": ((("tender", "submissionMethod"),), ()),
    "awards_status": ((("awards", "status"),), ("active",)),
    "contracts_status": ((("contracts", "status"),), ("active", "terminated")),
    "milestone_status": (tuple((*path, "status") for path in _MILESTONES), ("met",)),
    "milestone_type": (tuple((*path, "type") for path in _MILESTONES), ()),
    "document_document_type": (tuple((*path, "documentType") for path in _DOCUMENTS), ()),
    "value_currency": (tuple((*path, "currency") for path in _MONEY), ()),
    "related_process_relation": (tuple((*path, "relationship") for path in _RELATED), ()),
}
_ADDRESS: Final = re.compile(r"https?://[^\s/?#.]+(?:\.[^\s/?#]+)+(?:[/?#]\S*)?", re.IGNORECASE)
_COMMONEST: Final = 3
_PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Result:
    """What one check says.

    :param check: its name: ``distribution.buyer``
    :param passed: None where there was not enough to ask it of
    :param count: of how many things it was asked
    :param values: the figures behind it, by name
    """

    check: str
    passed: bool | None
    count: int
    values: Mapping[str, str] = field(default_factory=dict)


class Dataset:
    """Counts over the compiled releases of a file, taken one by one.

    Names are kept as 64-bit hashes, so that a million processes take some hundred megabytes.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._codes: dict[str, Counter[str]] = {name: Counter() for name in CODES}
        self._categories: Counter[str] = Counter()
        self._buyers: Counter[int] = Counter()
        self._tenders: Counter[int] = Counter()
        self._amounts: dict[str, dict[str, array[float]]] = {name: {} for name in _VALUES}
        self._repeated: dict[str, Counter[int]] = {name: Counter() for name in _VALUES}
        self._titles: dict[int, int] = {}
        self._related: list[tuple[int, int | None]] = []
        self._addresses: Counter[bool] = Counter()

    def add(self, ocid: str, release: dict[str, Any]) -> None:
        """Count one process."""
        process = process_of(release)
        self._add_codes(process)
        tender = object_of(release.get("tender"))
        category, tender_id = tender.get("mainProcurementCategory"), name_of(tender.get("id"))
        if isinstance(category, str) and category:
            self._categories[category] += 1
        if tender_id:
            self._tenders[hash(tender_id)] += 1
        buyer = name_of(object_of(release.get("buyer")).get("id"))
        if buyer is not None:
            self._buyers[hash(buyer)] += 1
        self._titles[hash(ocid)] = hash(tender.get("title")) if _text(tender.get("title")) else 0
        self._add_amounts(process)
        self._add_related(process)
        for path in _ADDRESSES:
            for _, url in process.at(path):
                self._addresses[isinstance(url, str) and bool(_ADDRESS.fullmatch(url))] += 1

    def results(self) -> Iterator[Result]:
        """Give what each of the 24 checks says."""
        for name in CODES:
            yield self._code(name)
        yield self._category()
        for name in _VALUES:
            yield self._top(name)
            yield self._repeats(name)
        yield from self._of_buyers()
        yield self._unique_tenders()
        yield from self._of_related()
        yield _all_of("misc.url_availability", self._addresses[True], self._addresses[False])

    def _add_codes(self, process: Process) -> None:
        for name, (paths, _) in CODES.items():
            met = self._codes[name]
            for path in paths:
                for _, one in process.at(path):
                    if isinstance(one, str):
                        met[one] += 1

    def _add_amounts(self, process: Process) -> None:
        for name, path in _VALUES.items():
            for _, one in process.at(path):
                money = amount(one)
                if money is None:
                    continue
                self._repeated[name][hash((money.amount, money.currency))] += 1
                if money.amount >= 0:
                    kept = self._amounts[name].setdefault(money.currency, array("d"))
                    kept.append(min(float(money.amount), sys.float_info.max))

    def _add_related(self, process: Process) -> None:
        for path in _RELATED:
            for _, one in process.at(path):
                related = object_of(one)
                name = related.get("identifier")
                if related.get("scheme") == "ocid" and name is not None:
                    title = related.get("title")
                    self._related.append((hash(str(name)), hash(title) if _text(title) else None))

    def _code(self, name: str) -> Result:
        met, wanted = self._codes[name], CODES[name][1]
        check = f"distribution.{name}"
        if met.total() < max(1, self._limits.count_least):
            return Result(check, None, met.total())
        least, most = self._limits.code_share
        shares = {code: Decimal(met[code]) / met.total() for code in wanted}
        odd = {code: share for code, share in shares.items() if not least <= share <= most}
        told = ", ".join(f"{code} {_share(share)}" for code, share in odd.items())
        where = ", ".join("/" + "/".join(path) for path in CODES[name][0])
        return Result(check, not odd, met.total(), {"pointer": where, "shares": told})

    def _category(self) -> Result:
        check, total = "distribution.main_procurement_category", self._categories.total()
        if total < max(1, self._limits.count_least):
            return Result(check, None, total)
        [(code, many)] = self._categories.most_common(1)
        share = Decimal(many) / total
        told = {"code": code, "share": _share(share)}
        return Result(check, share <= self._limits.category_share, total, told)

    def _top(self, name: str) -> Result:
        """Ask it of the currency in which most values are."""
        check = f"distribution.{name}_value"
        by_currency = self._amounts[name]
        currency = max(by_currency, key=lambda code: (len(by_currency[code]), code), default="")
        values = sorted(by_currency.get(currency, ()), reverse=True)
        if not isfinite(sum(values)):  # shares stay what they are when all are as much less
            values = [value / len(values) for value in values]
        total = sum(values)
        if len(values) < self._limits.top_count_least or not total:
            return Result(check, None, len(values))
        share = Decimal(sum(values[: len(values) // _PERCENT]) / total)
        told = {"share": _share(share), "currency": currency}
        return Result(check, share <= self._limits.top_share, len(values), told)

    def _repeats(self, name: str) -> Result:
        check, met = f"distribution.{name}_value_repetition", self._repeated[name]
        if met.total() < max(1, self._limits.count_least):
            return Result(check, None, met.total())
        share = Decimal(sum(many for _, many in met.most_common(_COMMONEST))) / met.total()
        told = {"share": _share(share)}
        return Result(check, share < self._limits.repeated_share, met.total(), told)

    def _of_buyers(self) -> Iterator[Result]:
        total, enough = self._buyers.total(), self._limits.buyers_count_least
        names = ("distribution.buyer", "distribution.buyer_repetition")
        if total < enough or not total:
            yield from (Result(name, None, total) for name in names)
            return
        once = Decimal(sum(many == 1 for many in self._buyers.values())) / len(self._buyers)
        passed = once < self._limits.buyers_once_share
        yield Result(names[0], passed, total, {"share": _share(once)})
        least, most = self._limits.buyer_share
        share = Decimal(max(self._buyers.values())) / total
        yield Result(names[1], least < share < most, total, {"share": _share(share)})

    def _unique_tenders(self) -> Result:
        once = sum(many == 1 for many in self._tenders.values())
        return _all_of("unique.tender_id", once, self._tenders.total() - once)

    def _of_related(self) -> Iterator[Result]:
        found = Counter(ocid in self._titles for ocid, _ in self._related)
        yield _all_of("reference.related_process_identifier", found[True], found[False])
        same = Counter(
            self._titles[ocid] == title
            for ocid, title in self._related
            if title is not None and self._titles.get(ocid)
        )
        yield _all_of("consistent.related_process_title", same[True], same[False])


class Earlier:
    """Compares the processes of an earlier file with those of this one.

    :param before: of each process of the earlier file, by the hash of its ocid: how many plans,
        tenders, awards and contracts it had, and the hash of its title
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._before: dict[int, tuple[tuple[int, ...], int]] = {}
        self._kept: defaultdict[str, Counter[bool]] = defaultdict(Counter)

    def add_before(self, ocid: str, release: dict[str, Any]) -> None:
        """Note a process of the earlier file."""
        self._before[hash(ocid)] = _stages(release), _title(release)

    def add(self, ocid: str, release: dict[str, Any]) -> None:
        """Compare a process of this file."""
        found = self._before.pop(hash(ocid), None)
        if found is None:
            return
        stages, title = found
        self._kept["ocid"][True] += 1
        kept = all(new >= old for old, new in zip(stages, _stages(release), strict=True))
        self._kept["phase_stable"][kept] += 1
        if title:
            self._kept["tender_title"][title == _title(release)] += 1

    def results(self) -> Iterator[Result]:
        """Give what each of the three checks says."""
        self._kept["ocid"][False] = len(self._before)
        for name in ("ocid", "phase_stable", "tender_title"):
            met = self._kept[name]
            if not met.total():
                yield Result(f"time.{name}", None, 0)
                continue
            share = Decimal(met[True]) / met.total()
            told = {"many": str(met[False]), "share": _share(share)}
            yield Result(f"time.{name}", share > self._limits.kept_share, met.total(), told)


def _stages(release: dict[str, Any]) -> tuple[int, ...]:
    one = tuple(int(bool(object_of(release.get(name)))) for name in ("planning", "tender"))
    lists = (release.get(name) for name in ("awards", "contracts"))
    return (*one, *(len(found) if isinstance(found, list) else 0 for found in lists))


def _title(release: dict[str, Any]) -> int:
    title = object_of(release.get("tender")).get("title")
    return hash(" ".join(title.lower().split())) if _text(title) else 0


def _text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value)


def _all_of(check: str, good: int, bad: int) -> Result:
    if not good + bad:
        return Result(check, None, 0)
    return Result(check, not bad, good + bad, {"many": str(bad)})


def _share(share: Decimal) -> str:
    return f"{share * _PERCENT:.1f}%"
