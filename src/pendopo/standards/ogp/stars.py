"""OGP's stars: two formulas that reproduce its own columns.

Source: columns "Starred (2015 Only)" and "Starred (Current Formula) ..." of OGP's commitments data,
3 July 2024: 213 of 213, 213 of 213 and 170 of 170 coded rows.
"""

from dataclasses import dataclass

from pendopo.standards.ogp.codebook import Sentinel

Code = str | Sentinel

_DELIVERED = frozenset({"Substantial", "Complete"})


@dataclass(frozen=True, slots=True)
class Star:
    """Whether a commitment has a star.

    :param given: as OGP counts: what reviewers did not code is not met
    :param uncoded: the questions without a code; a star refused for want of them says nothing of
        the commitment, and whoever shows it must say so
    """

    given: bool
    uncoded: tuple[str, ...]


def star_until_2015(
    specificity: Code, relevant: Code, potential_impact: Code, completion: Code
) -> Star:
    """Give the star of the formula that held until 2015.

    :param relevant: ``1`` where any OGP value is clearly served
    :param completion: of the progress report
    """
    return _all(
        ("specificity", specificity, frozenset({"Medium", "High"})),
        ("relevance", relevant, frozenset({"1"})),
        ("potential_impact", potential_impact, frozenset({"Moderate", "Transformative"})),
        ("completion", completion, _DELIVERED),
    )


def star_since_2015(
    verifiable: Code, relevant: Code, potential_impact: Code, completion: Code
) -> Star:
    """Give the star of the formula that came after.

    :param verifiable: ``Yes`` or ``No``; Medium and High specificity counted as Yes
    :param completion: of the progress report, or of the end of term
    """
    return _all(
        ("verifiable", verifiable, frozenset({"Yes"})),
        ("relevance", relevant, frozenset({"1"})),
        ("potential_impact", potential_impact, frozenset({"Transformative"})),
        ("completion", completion, _DELIVERED),
    )


def _all(*wanted: tuple[str, Code, frozenset[str]]) -> Star:
    return Star(
        given=all(code in codes for _, code, codes in wanted),
        uncoded=tuple(name for name, code, _ in wanted if isinstance(code, Sentinel)),
    )
