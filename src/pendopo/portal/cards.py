"""A publication in a list: its title, who published it, how many rows, how many warnings."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pendopo.portal.visit import Visit
from pendopo.published.metadata import Metadata
from pendopo.published.state import Publication
from pendopo.terms.finding import Weight


@dataclass(frozen=True, slots=True)
class Card:
    """One publication as a list shows it.

    :param facts: None where the publication's own words were taken away, or are held
    :param held: whether they are held, and may come back
    :param warnings: rows with a warning are published as they came; this counts the findings
    """

    publication: Publication
    facts: Metadata | None
    rows: int
    warnings: int
    held: bool = False


def cards(visit: Visit, publications: Iterable[Publication]) -> list[Card]:
    """Give the cards of publications, in their order."""
    return [_card(visit, publication) for publication in publications]


def gone(card: Card) -> str:
    """Say what became of a publication that does not even show its title."""
    if card.held:
        return _("A publication that is held for now")
    return _("A publication that was taken away")


def _card(visit: Visit, publication: Publication) -> Card:
    facts = visit.programme.metadata(publication)
    return Card(
        publication=publication,
        facts=facts,
        rows=facts.rows if facts else 0,
        warnings=sum(f.weight is Weight.WARN for f in facts.findings) if facts else 0,
        held=publication.object("metadata").c in visit.state.withdrawn.held,
    )
