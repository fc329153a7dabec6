"""One process: its compiled release, the releases it was made from, and how its rows are begun."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any, Final, NamedTuple

from pendopo.registers.contracts.rates import UNKNOWN, Compared, Rates
from pendopo.registers.contracts.values import (
    amount_of,
    instant_of,
    joined,
    money_of,
    object_at,
    objects_at,
    text_of,
)
from pendopo.standards.ocds.exact import dump
from pendopo.standards.ocds.instant import Instant

Item = dict[str, Any]
Row = tuple[Any, ...]
Begun = tuple[int, int, str]  # entry, line, ocid
NO_ID = "no-id"
_DAY_ALONE = len("2026-03-16")


class Told(NamedTuple):
    """One release and where it was published: the log's index and the position in the file.

    :param zone: where its dates without a zone were written
    :param home: the currency in which amounts are compared; empty where none is known
    :param moment: its date in UTC; None where there is none
    :param written: its date, of which the day counts and whether it has its time and zone; None
        where it names no moment in any zone
    """

    entry: int
    line: int
    content: Item
    zone: tzinfo | None
    home: str
    moment: datetime | None
    written: Instant | None


class Part(NamedTuple):
    """A part of a process that has items, documents and the like.

    :param name: planning, tender, bid, award, contract or implementation
    """

    begun: Begun
    name: str
    id: str
    content: Item


class Worth(NamedTuple):
    """The cells of a value: amount and currency, and the four of its comparison."""

    value: Row
    compared: Row


class Process:
    """One process, as the makers of rows ask for it.

    :param ordered: its releases, oldest first
    :param last: whether the last of them says all that the compiled one does
    :ivar zoneless: how many dates without a zone were read for its rows
    """

    def __init__(
        self, ocid: str, compiled: Item, ordered: Sequence[Told], rates: Rates, *, last: bool
    ) -> None:
        self.ocid = ocid
        self.compiled = compiled
        self.ordered = ordered
        self.zoneless = 0
        self._rates = rates
        self._zone, self._home = ordered[-1].zone, ordered[-1].home
        self._at_home = rates.compare(Decimal(0), self._home, self._home, None).how
        self._last: Begun = ordered[-1].entry, ordered[-1].line, ocid
        self._newest = {} if last else _newest(ordered)
        self._names = {
            own: text_of(party.get("name"))
            for party in objects_at(compiled, "parties")
            if (own := text_of(party.get("id"))) is not None
        }
        self.tender = object_at(compiled, "tender")
        self.awards = named(objects_at(compiled, "awards"))
        self.contracts = named(objects_at(compiled, "contracts"))
        self.bids = named(objects_at(object_at(compiled, "bids"), "details"))

    def begin(self, part: str, item: Item | None = None) -> Begun:
        """Begin a row: the place of the newest release that tells of it, and the ocid.

        :param part: planning, tender, bids, awards, contracts, parties; or another for the newest
        :param item: which of them
        """
        if not self._newest:  # as nearly always, since the last tells of all
            return self._last
        key = part if item is None else (part, text_of(item.get("id")))
        told = self._newest.get(key, self.ordered[-1])
        return told.entry, told.line, self.ocid

    def parts(self) -> Iterator[Part]:
        """Give every part that may have items, milestones, documents or amendments."""
        planning = object_at(self.compiled, "planning")
        if planning:
            yield Part(self.begin("planning"), "planning", NO_ID, planning)
        if self.tender:
            name = text_of(self.tender.get("id")) or NO_ID
            yield Part(self.begin("tender"), "tender", name, self.tender)
        for name, bid in self.bids:
            yield Part(self.begin("bids", bid), "bid", name, bid)
        for name, award in self.awards:
            yield Part(self.begin("awards", award), "award", name, award)
        for name, contract in self.contracts:
            begun = self.begin("contracts", contract)
            yield Part(begun, "contract", name, contract)
            done = object_at(contract, "implementation")
            if done:
                yield Part(begun, "implementation", name, done)

    def day(self, value: object) -> date | None:
        """Give the day as written."""
        return self.both(value)[0]

    def moment(self, value: object) -> datetime | None:
        """Give the moment in UTC."""
        return self.both(value)[1]

    def both(self, value: object) -> tuple[date | None, datetime | None]:
        """Give the day as written and the moment in UTC."""
        instant = instant_of(value, self._zone) if value is not None else None
        if instant is None:
            return None, None
        self.zoneless += not instant.exact
        return instant.day, instant.utc

    def until(self, value: object) -> tuple[date | None, datetime | None]:
        """Give a deadline: the day as written and the moment in UTC, of a day alone its end."""
        if isinstance(value, str) and len(value) == _DAY_ALONE:
            return self.both(f"{value}T23:59:59")
        return self.both(value)

    def name(self, party: Item) -> str | None:
        """Give the name in a reference, or that of the party it refers to."""
        return text_of(party.get("name")) or self._names.get(text_of(party.get("id")) or "")

    def organisations(self, items: list[Item], part_id: str) -> Iterator[tuple[str, Item]]:
        """Give each organisation under its id; without one, under its name within this process.

        A place in a list names nobody: the first firm of one tender is not that of another. Since
        such a name holds the ocid, nothing that counts over processes takes two firms for one.
        """
        found: dict[str, Item] = {}
        for own, item in named(items):
            if text_of(item.get("id")) is None:
                said = self.name(item) or f"{part_id}/{own}"
                found.setdefault(f"{NO_ID}/{self.ocid}/{said}", item)
            else:
                found[own] = item
        yield from found.items()

    def people(self, of: Item, names: str) -> str | None:
        """Join the names of the organisations of a list."""
        return joined([self.name(one) for one in objects_at(of, names)])

    @property
    def home(self) -> str | None:
        """The currency in which amounts are compared."""
        return self._home or None

    def worth(self, value: Item, on: date | None, part: object = "") -> Worth:
        """Give a value as it is, and in the home currency.

        :param value: amount and currency
        :param on: the day of the amount; None for that of the newest release that tells of it
        :param part: what ``begin`` calls it
        """
        if not value:
            return _NOTHING
        currency = text_of(value.get("currency"))
        amount = amount_of(value.get("amount"))
        own = money_of(amount)
        if amount is not None and currency and currency == self._home:  # as nearly all are
            return Worth((own, currency), (own, *self._at_home))
        compared = self.compare(amount, currency, on, part)
        return Worth((own, currency), (money_of(compared.amount), *compared.how))

    def compare(
        self, amount: Decimal | None, currency: str | None, on: date | None, part: object = ""
    ) -> Compared:
        """Give an amount in the home currency, by the rate of its day."""
        if amount is None or currency is None or not self._home:
            return UNKNOWN
        if currency != self._home and on is None:
            written = self._newest.get(part, self.ordered[-1]).written
            on = written.day if written else None
        return self._rates.compare(amount, currency, self._home, on)


_NOTHING: Final = Worth((None, None), (None, *UNKNOWN.how))


def value_of(part: Item) -> Item:
    """Give the value of a part: amount and currency."""
    return object_at(part, "value")


def named(items: list[Item]) -> list[tuple[str, Item]]:
    """Give each item under its id, or under its place where it has none; ids are unique.

    The merge repeats an item without an id in every release; one equal to another is counted once.
    """
    if all(type(item.get("id")) is str and item["id"] for item in items):  # as nearly all have
        return list({item["id"]: item for item in items}.items())
    found: dict[str, Item] = {}
    seen: set[str] = set()
    for place, item in enumerate(items, start=1):
        item_id = text_of(item.get("id"))
        if item_id is None:
            content = dump(item)
            if content in seen:
                continue
            seen.add(content)
            item_id = f"{NO_ID}-{place}"
        found[item_id] = item
    return list(found.items())


def _newest(ordered: Sequence[Told]) -> dict[object, Told]:
    """Give the newest release that tells of each part, by its name or by its name and id.

    Under an id of None stands the newest that tells of any without one.
    """
    found: dict[object, Told] = {}
    for told in ordered:
        content = told.content
        for part in ("planning", "tender"):
            if content.get(part):
                found[part] = told
        for part in ("awards", "contracts", "parties"):
            for item in objects_at(content, part):
                found[part, text_of(item.get("id"))] = told
        for bid in objects_at(content.get("bids"), "details"):
            found["bids", text_of(bid.get("id"))] = told
    return found
