"""The offices that publish: each by the name that its publications give."""

import hashlib
from dataclasses import dataclass

from django.utils.text import slugify

from pendopo.portal.cards import Card, cards
from pendopo.portal.visit import Visit

_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Office:
    """One office, and what it published.

    :param name: as its newest publication writes it
    :param cards: its publications, the newest first; those that were replaced among them
    """

    slug: str
    name: str
    cards: tuple[Card, ...]

    @property
    def current(self) -> tuple[Card, ...]:
        """The publications that stand."""
        return tuple(card for card in self.cards if card.publication.replaced_by is None)

    @property
    def rows(self) -> int:
        """How many rows its publications that stand have."""
        return sum(card.rows for card in self.current)

    @property
    def faulty(self) -> int:
        """How many of its publications that stand carry a warning."""
        return sum(bool(card.warnings) for card in self.current)


def slug(name: str) -> str:
    """Give the part of an address that names an office: spelled alike, named alike."""
    found = slugify(name, allow_unicode=True)
    return found or hashlib.sha256(name.encode()).hexdigest()[:_DIGITS]


def offices(visit: Visit) -> list[Office]:
    """Give every office that published, in the order of their names.

    What a redaction took away names no office any more.
    """
    of: dict[str, list[Card]] = {}
    for card in cards(visit, reversed(visit.state.publications)):
        if card.facts is not None and card.facts.publisher:
            of.setdefault(slug(card.facts.publisher), []).append(card)
    found = [Office(name, _named(given), tuple(given)) for name, given in of.items()]
    return sorted(found, key=lambda office: office.name.casefold())


def office_of(visit: Visit, name: str) -> Office | None:
    """Give the office that an address names, or None."""
    return next((office for office in offices(visit) if office.slug == name), None)


def _named(given: list[Card]) -> str:
    return given[0].facts.publisher if given[0].facts else ""
