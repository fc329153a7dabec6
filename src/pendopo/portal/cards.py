"""A publication in a list: its title, who published it, how many rows, how many warnings."""

from collections.abc import Iterable
from dataclasses import dataclass

from pendopo.portal.visit import Visit
from pendopo.published.metadata import Metadata
from pendopo.published.state import Publication
from pendopo.terms.finding import Weight


@dataclass(frozen=True, slots=True)
class Card:
    """One publication as a list shows it.

    :param facts: None where a redaction took the publication's own words away
    :param warnings: rows with a warning are published as they came; this counts the findings
    """

    publication: Publication
    facts: Metadata | None
    rows: int
    warnings: int


def cards(visit: Visit, publications: Iterable[Publication]) -> list[Card]:
    """Give the cards of publications, in their order."""
    return [_card(visit, publication) for publication in publications]


def _card(visit: Visit, publication: Publication) -> Card:
    facts = visit.programme.metadata(publication)
    return Card(
        publication=publication,
        facts=facts,
        rows=facts.rows if facts else 0,
        warnings=sum(f.weight is Weight.WARN for f in facts.findings) if facts else 0,
    )
