"""A release that is passed at a glance is one of which the full look has nothing to tell."""

import copy
import json
import random
from typing import Any

import pytest

from pendopo.standards.ocds.check import Checker
from pendopo.standards.ocds.exact import dump, parse
from pendopo.standards.ocds.reading import Package

NONE = Package()
SOUND = {
    "ocid": "ocds-abc123-1",
    "id": "1",
    "date": "2026-03-02T09:00:00+07:00",
    "tag": ["tender", "award"],
    "initiationType": "tender",
    "language": "id",
    "parties": [
        {"id": "a", "name": "Dinas", "roles": ["buyer"], "address": {"locality": "Contoh"}},
        {"id": "7", "name": "CV", "roles": ["tenderer", "supplier"]},
    ],
    "buyer": {"id": "a", "name": "Dinas"},
    "tender": {
        "id": "T1",
        "title": "Jalan",
        "title_en": "A road",
        "status": "active",
        "value": {"amount": 10.5, "currency": "IDR"},
        "numberOfTenderers": 2,
        "hasEnquiries": False,
        "submissionMethod": ["written", "inPerson"],
        "tenderPeriod": {"startDate": "2026-03-01T00:00:00Z", "endDate": "2026-03-09T00:00:00Z"},
        "items": [
            {"id": "1", "quantity": 2, "unit": {"name": "unit", "value": {"amount": 5}}},
            {"id": 2, "description": "pasir", "quantity": 1.5},
        ],
        "documents": [
            {"id": "d1", "url": "https://example.org/d1", "datePublished": "2026-03-01T00:00:00Z"},
            {"id": "d2", "documentType": "tenderNotice", "language": "id"},
        ],
    },
    "awards": [{"id": "A1", "date": "2026-03-10T00:00:00.5Z", "suppliers": [{"id": 7}]}],
    "contracts": [{"id": "C1", "awardID": "A1", "items": [{"id": "1"}]}],
    "kodeSatker": [{"kode": "1.02", "tahun": 2026, "lain": {"aktif": True, "kosong": None}}],
}
OF_NOTHING = {key: value for key, value in SOUND.items() if key != "kodeSatker"}
ODD: list[Any] = [
    *("", " ", "\u3000", "\x1c", "x", "1", "active", "buyer", "2026-02-30T00:00:00Z"),
    *(
        "2026-03-01 00:00:00Z",
        "2026-03-01T00:00:00+0700",
        "2026-03-01T00:00:60Z",
        "http://[",
        "ftp:",
    ),
    *(None, True, 0, 1, -1, 1.0, 1.5, 1 << 64, 10**30, [], {}, [""], [{}], [None], {"id": "1"}),
    *([1, "1"], ["buyer", "buyer"], {"x": ""}, {"x": []}, [[]]),
]


def text_of(release):
    return json.dumps(release, ensure_ascii=False).encode()


@pytest.fixture(scope="module")
def checker():
    """A checker that has seen the shape of sound releases, a field of their own among it."""
    made = Checker()
    for _ in range(160):
        made.faults(SOUND, NONE)
        made.glance(text_of(SOUND), NONE)
    return made


def places(value, path=()):
    yield path
    for key, one in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(one, dict | list):
            yield from places(one, (*path, key))
        else:
            yield (*path, key)


def changed(release, chance):
    """Put something odd into one or two places of a release."""
    made = copy.deepcopy(release)
    for path in chance.sample([one for one in places(made) if one], chance.choice((1, 1, 2))):
        try:
            holder = made
            for step in path[:-1]:
                holder = holder[step]
            act = chance.randrange(4)
            if act == 0:
                del holder[path[-1]]
            elif act == 1 and isinstance(holder, list):
                holder.append(holder[path[-1]])
            elif act == 2 and isinstance(holder, dict):
                holder[chance.choice(["id", "title_en", "title_", "x", "amendment", "url"])] = (
                    chance.choice(ODD)
                )
            else:
                holder[path[-1]] = chance.choice(ODD)
        except (KeyError, IndexError, TypeError):
            continue  # the first change took away where the second belongs
    return made


def test_a_sound_release_of_a_known_shape_is_passed_at_a_glance(checker):
    glanced = checker.glance(text_of(SOUND), NONE)

    assert glanced == {name: SOUND[name] for name in ("ocid", "id", "date", "tag")}


def test_a_field_that_is_let_pass_is_counted_at_a_glance(checker):
    before = dict(checker.often())

    checker.glance(text_of(SOUND), NONE)

    [(fault, many)] = checker.often()
    assert fault.pointer == "/kodeSatker"
    assert many == before[fault] + 1


def test_what_is_passed_at_a_glance_has_nothing_to_be_told_of_it(checker):
    chance = random.Random(5)  # noqa: S311 - the same each time
    full, passed, refused = Checker(), 0, 0

    for _ in range(1500):
        release = changed(SOUND, chance)
        checker.glance(text_of(SOUND), NONE)  # so that it does not give up
        if checker.glance(text_of(release), NONE) is None:
            refused += 1
            continue
        passed += 1
        told = full.faults(release, NONE)
        assert [one for one in told if one.keyword != "additional"] == [], release

    assert passed > 100
    assert refused > 1000


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ('"title": "Jalan"', '"title": " "'),
        ('"title": "Jalan"', '"title": "\\u00a0\\t"'),
        ('"title": "Jalan"', '"title": "Jalan", "title": ""'),
        ('"id": "a", "name": "Dinas", "roles"', '"id": "7", "name": "Dinas", "roles"'),
        ('"locality": "Contoh"', ""),
        ('"locality": "Contoh"', " "),
        ('"amount": 10.5', '"amount": 1e999'),
        ('"amount": 10.5', '"amount": NaN'),
        ('"numberOfTenderers": 2', '"numberOfTenderers": ' + "9" * 400),
        ('"kosong": null', '"kosong": []'),
        ('"kode": "1.02"', '"kode": "\\ud800"'),
        ('"ocid"', '"releases": [], "ocid"'),
        ('"ocid"', '"compiledRelease": {}, "ocid"'),
        ('"tag": ["tender", "award"]', '"tag": ["tender", "tenders"]'),
    ],
)
def test_what_json_can_hide_is_not_passed_at_a_glance(checker, written, instead):
    text = text_of(SOUND).decode()
    assert written in text

    assert checker.glance(text.replace(written, instead, 1).encode(), NONE) is None


def packed(release):
    return json.dumps(release, ensure_ascii=False, separators=(",", ":")).encode()


def test_a_release_that_is_written_as_it_would_be_anew_is_known_to_be(checker):
    glanced = checker.as_written(packed(OF_NOTHING), NONE)

    assert glanced == checker.glance(packed(OF_NOTHING), NONE) is not None


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ('"title":"Jalan"', '"title": "Jalan"'),
        ('"title":"Jalan"', '"title":"Jal\\u0061n"'),
        ('"title":"Jalan"', '"title":"Kali","title":"Jalan"'),
        ('"amount":10.5', '"amount":10.50'),
        ('"amount":10.5', '"amount":1.05e1'),
        ('"amount":10.5', '"amount":10.500000000000000000001'),
        ('"id":"a","name":"Dinas","roles"', '"name":"Dinas","id":"a","roles"'),
    ],
)
def test_what_would_be_written_otherwise_is_not_taken_for_what_it_is(checker, written, instead):
    text = packed(OF_NOTHING).decode()
    assert written in text

    assert checker.as_written(text.replace(written, instead, 1).encode(), NONE) is None


def test_what_is_known_as_written_is_read_and_written_as_it_was(checker):
    chance, known = random.Random(6), 0  # noqa: S311 - the same each time

    for _ in range(1500):
        text = packed(changed(OF_NOTHING, chance))
        checker.glance(text_of(SOUND), NONE)  # so that it does not give up
        checker.as_written(packed(OF_NOTHING), NONE)
        if checker.as_written(text, NONE) is not None:
            known += 1
            assert dump(parse(text)).encode() == text
            assert checker.faults(parse(text), NONE) == []

    assert known > 100


def test_a_file_whose_fields_change_places_is_no_longer_tried(checker):
    turned = packed(dict(reversed(OF_NOTHING.items())))

    for _ in range(200):
        checker.glance(text_of(SOUND), NONE)
        checker.as_written(turned, NONE)

    assert checker.as_written(packed(OF_NOTHING), NONE) is None
    assert checker.glance(turned, NONE) is not None


def test_most_releases_are_never_taken_apart():
    checker, taken_apart = Checker(), 0

    for number in range(1000):
        release = OF_NOTHING | {"id": str(number)}
        if number % 50 == 0:
            release["tender"] = {"id": "T1", "title": ""}
        if checker.glance(text_of(release), NONE) is None:
            taken_apart += 1
            checker.faults(release, NONE)

    assert taken_apart <= 16 + 1 + 20


def test_where_nothing_is_ever_passed_the_glances_become_rare():
    checker = Checker()
    for _ in range(20):
        checker.glance(text_of(OF_NOTHING), NONE)
        checker.faults(OF_NOTHING, NONE)
    types: Any = checker._judge(OF_NOTHING, NONE)._glance._types
    asked, decode = [], types.decoder.decode

    class Counting:
        def decode(self, raw):
            asked.append(raw)
            return decode(raw)

    types.decoder = Counting()
    broken = text_of(OF_NOTHING | {"language": ""})
    for _ in range(10_000):
        assert checker.glance(broken, NONE) is None

    assert len(asked) < 1000
