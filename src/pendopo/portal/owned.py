"""Who owns a party in the end, where its release says so: OCDS extension beneficialOwners."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pendopo.portal.visit import Visit


@dataclass(frozen=True, slots=True)
class Owned:
    """A party and its owners: of a person the name and nationalities, and nothing else."""

    party: str
    owners: tuple[str, ...]


def owners_of(visit: Visit, ocid: str) -> list[Owned]:
    """Give the parties of a purchase whose beneficial owners are published.

    What else a release tells of a person, such as mail, telephone or address, is not shown.
    """
    process = visit.programme.contracting.process(visit.state, ocid)
    compiled: Any = process.compiled if process else None
    parties = compiled.get("parties") if isinstance(compiled, dict) else None
    return [
        Owned(str(party.get("name") or party.get("id") or ""), told)
        for party in _listed(parties)
        if (told := tuple(_named(party.get("beneficialOwners"))))
    ]


def _listed(value: Any) -> list[dict[str, Any]]:  # noqa: ANN401  what stands in a release
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _named(owners: Any) -> Iterator[str]:  # noqa: ANN401  what stands in a release
    for one in _listed(owners):
        if isinstance(name := one.get("name"), str) and name.strip():
            nationalities = one.get("nationalities")
            codes = nationalities if isinstance(nationalities, list) else []
            told = ", ".join(code for code in codes if isinstance(code, str))
            yield f"{name} ({told})" if told else name
