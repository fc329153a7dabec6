"""A kind of fault that very many releases have is told of the first, and counted of the others."""

from collections import Counter

from pendopo.standards.ocds.check import Checker
from pendopo.standards.ocds.reading import Package

NONE = Package()
SOUND = {
    "ocid": "ocds-abc123-1",
    "id": "1",
    "date": "2026-03-02T09:00:00+07:00",
    "tag": ["tender"],
    "initiationType": "tender",
}
POOR = SOUND | {
    "language": "",
    "tender": {
        "title": 5,
        "status": "opened",
        "awardCriteria": "cheapest",
        "amendment": {"rationale": "x"},
        "items": [{"id": "1", "quantity": "3"}, {"id": "2", "quantity": "4"}],
        "documents": [],
        "tenderPeriod": {"startDate": "2 March"},
    },
}


def many_of(checker, releases):
    """How many faults of each kind there were, and how many of them were told."""
    told: Counter[tuple[str, str]] = Counter()
    for release in releases:
        told.update((one.pointer, one.keyword) for one in checker.faults(release, NONE))
    counted: Counter[tuple[str, str]] = Counter()
    for one, many in checker.often():
        counted[one.pointer, one.keyword] += many
    return told + counted, told


def test_however_many_releases_have_a_fault_it_is_counted_in_each():
    one, _ = many_of(Checker(), [POOR])

    found, told = many_of(Checker(), [POOR] * 300)

    assert len(one) == 9
    assert found == Counter({kind: 300 * many for kind, many in one.items()})
    assert told == Counter({kind: 40 * many for kind, many in one.items()})


def test_a_fault_is_told_of_more_releases_than_a_report_shows_places_of():
    first = [POOR | {"id": str(number)} for number in range(3)]

    _, told = many_of(Checker(), [*first, *([SOUND] * 500), *first])

    assert told["/language", "empty"] == 6


def test_the_releases_own_date_is_always_told():
    _, told = many_of(Checker(), [SOUND | {"date": "2 March"}] * 100)

    assert told["/date", "format"] == 100


def test_another_wrong_type_in_the_same_place_is_another_kind():
    checker = Checker()
    many_of(checker, [SOUND | {"buyer": {"name": 5}}] * 60)

    [fault] = checker.faults(SOUND | {"buyer": {"name": ["x"]}}, NONE)

    assert (fault.pointer, fault.found) == ("/buyer/name", "array")
