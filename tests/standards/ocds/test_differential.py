"""Generated processes merged here and by the reference library, the one beside the other.

Every case holds what publishers do: nulls, empty objects, ids as numbers and as texts, ids missing,
offsets from UTC, one shape in one release and another in the next.
"""

import json
import random
import warnings

import ocdsmerge
import pytest

from pendopo.standards.ocds.fold import Notes, Override, Overrides, fold, fold_last
from pendopo.standards.ocds.merge import Form, MergeError, Merging
from pendopo.standards.ocds.rules import rules_of

SUITE = 400
CAMPAIGN = 10_000
SCHEMA = {
    "type": "object",
    "properties": {
        "ocid": {"type": "string"},
        "id": {"type": "string", "omitWhenMerged": True},
        "date": {"type": "string", "omitWhenMerged": True},
        "tag": {"type": "array", "items": {"type": "string"}, "omitWhenMerged": True},
        "title": {"type": ["string", "null"]},
        "tender": {"$ref": "#/definitions/Tender"},
        "awards": {"type": "array", "items": {"$ref": "#/definitions/Award"}},
        "roles": {"type": ["array", "null"], "items": {"type": "string"}},
    },
    "definitions": {
        "Tender": {
            "type": "object",
            "properties": {
                "id": {"type": ["string", "integer"]},
                "secret": {"type": "string", "omitWhenMerged": True},
                "value": {"type": ["object", "null"], "properties": {"amount": {"type": "number"}}},
                "items": {"type": "array", "items": {"$ref": "#/definitions/Award"}},
                "changes": {
                    "type": "array",
                    "items": {"type": "object", "properties": {"property": {"type": "string"}}},
                },
            },
        },
        "Award": {
            "type": "object",
            "properties": {
                "id": {"type": ["string", "integer"]},
                "title": {"type": "string"},
                "value": {"type": "object", "properties": {"amount": {"type": "number"}}},
                "suppliers": {
                    "type": "array",
                    "wholeListMerge": True,
                    "items": {"type": "object", "properties": {"id": {}, "name": {}}},
                },
                "items": {"type": "array", "items": {"$ref": "#/definitions/Line"}},
            },
        },
        "Line": {"type": "object", "properties": {"id": {"type": "string"}, "title": {}}},
    },
}
IDS = ("1", "2", "3", "1", "2", 1, 2, None, True, 1.0)
LITERALS: tuple[object, ...] = ("a", "b", "", 0, 1, 2.5, True, False, None, None)
ROLES: tuple[object, ...] = ([], ["buyer"], ["buyer", "payer"], None)
CALM: tuple[object, ...] = ("a", "b", 1, 2, None)
NO_DATES: tuple[object, ...] = (None, "", 5)
DATES: tuple[object, ...] = (
    "2026-01-01T00:00:00Z",
    "2026-01-01T08:00:00+09:00",
    "2026-01-01T03:00:00+07:00",
    "2026-01-02T00:00:00.5Z",
    "2026-01-02T00:00:00Z",
    "2026-03-05",
    "1-01-01",
)


class Publisher:
    """Makes processes by a seed; calm ones keep to the schema, wild ones do not."""

    def __init__(self, seed):
        self.dice = random.Random(seed)  # noqa: S311 - a repeatable case, not a secret
        self.wild = self.dice.random() < 0.4

    def process(self):
        return [self.release(number) for number in range(self.dice.choice((1, 2, 2, 3, 4)))]

    def release(self, number):
        made = {
            "ocid": "ocds-abc123-1",
            "id": str(number),
            "date": self.dice.choice(DATES) if self.wild else f"2026-01-0{number + 1}T00:00:00Z",
            "tag": ["tender"],
        }
        fields = {
            "title": self.literal,
            "tender": self.tender,
            "awards": lambda: self.items(2),
            "roles": lambda: self.dice.choice(ROLES),
            "extra": lambda: self.any_of(self.tender, self.literal, self.strange),
            "links": lambda: self.dice.choice(([], ["x"], ["y", {"id": "1", "a": 1}], None)),
        }
        made |= self.some(fields)
        if self.wild and self.dice.random() < 0.1:
            made["date"] = self.dice.choice(NO_DATES)
        return made

    def any_of(self, *makers):
        return self.dice.choice(makers)()

    def some(self, fields):
        return {name: self.part(make) for name, make in fields.items() if self.dice.random() < 0.6}

    def part(self, make):
        if self.wild and self.dice.random() < 0.06:
            return self.strange()
        return make()

    def literal(self):
        return self.dice.choice(LITERALS if self.wild else CALM)

    def strange(self):
        shapes: tuple[object, ...] = (
            {},
            [],
            [{}],
            [{"x": []}],
            [{"x": None}],
            {"a": {}},
            {"a": None},
            "text",
            None,
        )
        other: tuple[object, ...] = (
            [{"id": 1, "title": "s"}],
            ["a", {"id": "1"}],
            {"1": {"title": "t"}},
            [["n"]],
        )
        return self.dice.choice((*shapes, *other, [{"id": {"a": 1}}], {"title": "o", "id": "1"}))

    def tender(self):
        return self.some(
            {
                "id": lambda: self.dice.choice(("1", 1)),
                "secret": self.literal,
                "title": self.literal,
                "value": lambda: self.dice.choice(({}, {"amount": 1}, {"amount": None}, None)),
                "items": lambda: self.items(2),
                "changes": lambda: self.dice.choice(([], [{"property": "a"}], [{"id": 1}])),
            }
        )

    def items(self, depth):
        return [self.item(depth) for _ in range(self.dice.randrange(4))]

    def item(self, depth):
        made = self.some(
            {
                "title": self.literal,
                "value": lambda: self.dice.choice(({}, {"amount": 1}, {"amount": 2}, None)),
                "suppliers": lambda: self.dice.choice(
                    ([], [{"id": 1}], [{"id": "2", "name": "x"}])
                ),
                "items": lambda: self.items(depth - 1) if depth else [],
            }
        )
        if self.dice.random() < 0.9:
            made = {"id": self.dice.choice(IDS if self.wild else IDS[:5])} | made
        return made


@pytest.fixture(scope="module")
def how():
    overrides = (None, None, None, "append", "by-position")
    rules = rules_of(SCHEMA)
    merger = ocdsmerge.Merger(json.loads(json.dumps(SCHEMA)))
    strategies = {
        "append": ocdsmerge.flatten.MergeStrategy.APPEND,
        "by-position": ocdsmerge.flatten.MergeStrategy.MERGE_BY_POSITION,
    }

    def of(seed, form):
        override = overrides[seed % len(overrides)]
        ours: Overrides = {("awards",): Override(override)} if override else {}
        merger.rule_overrides = {("awards",): strategies[override]} if override else {}
        return Merging(rules, form, like_reference=True, overrides=ours), merger

    return of


def by_reference(merger, form, releases):
    """Give the reference's release, or None where it fails."""
    text = json.dumps(releases)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if form is Form.COMPILED:
                return merger.create_compiled_release(json.loads(text))
            return merger.create_versioned_release(json.loads(text))
        except (TypeError, ValueError, AttributeError, LookupError):
            return None


def by_us(merging, releases):
    try:
        return merging.merge(releases)
    except MergeError:
        return None


def compare(how, seed):
    releases = Publisher(seed).process()
    before = json.dumps(releases)
    for form in Form:
        merging, merger = how(seed, form)
        reference = by_reference(merger, form, releases)
        ours = by_us(merging, releases)

        found = None if ours is None else ours.release
        # Text, since 1, 1.0 and true are equal in Python; the order of fields is free.
        assert _text(found) == _text(reference), (seed, form)
        assert json.dumps(releases) == before, "a release was changed"
        if ours is not None and not ours.differences:
            specified = Merging(merging.rules, form, overrides=merging.overrides).merge(releases)
            assert _text(specified.release) == _text(reference), (seed, form)


def _text(release):
    return json.dumps(release, sort_keys=True)


def test_generated_processes_merge_like_the_reference_or_fail_with_it(how):
    for seed in range(SUITE):
        compare(how, seed)


@pytest.mark.campaign
def test_ten_thousand_generated_processes_merge_like_the_reference(how):
    for seed in range(CAMPAIGN):
        compare(how, seed)


def grown(publisher, whole):
    """Give releases of which each says again most of what those before it said, and more."""

    def less(value):
        if isinstance(value, dict):
            kept = {name: less(one) for name, one in value.items() if publisher.dice.random() < 0.9}
            return kept | {name: value[name] for name in ("ocid", "id", "tag") if name in value}
        if isinstance(value, list):
            return [less(one) for one in value[: publisher.dice.choice((1, 2, 9))]]
        return publisher.literal() if publisher.dice.random() < 0.05 else value

    found = [whole]
    for _ in range(publisher.dice.randrange(4)):
        found.insert(0, json.loads(json.dumps(less(found[0]))))
    return found


def folded(releases, rules):
    notes = Notes()
    try:
        return fold(releases, rules, notes), notes
    except MergeError:
        return None, notes


def hold_last_alone_to_all(seeds):
    """Compare what the last release alone gives with the fold of all; give how often it did."""
    rules, counts = rules_of(SCHEMA), [0, 0]
    for seed in range(seeds):
        publisher = Publisher(seed)
        for releases in (publisher.process(), grown(publisher, publisher.release(5))):
            whole, notes = folded(releases, rules)
            try:
                last = fold_last(releases, rules)
            except MergeError:
                assert whole is None, seed
                continue
            if last is not None:
                assert _text(last) == _text(whole), seed
                assert notes.told() == [], seed
                counts[publisher.wild] += len(releases) > 1
    return [count / seeds for count in counts]


def test_the_last_release_alone_gives_what_all_do_or_nothing():
    calm, wild = hold_last_alone_to_all(SUITE)

    assert calm > 0.1
    assert wild > 0.03


@pytest.mark.campaign
def test_the_last_of_ten_thousand_processes_gives_what_all_do_or_nothing():
    hold_last_alone_to_all(CAMPAIGN)


def test_the_cases_meet_every_clause_and_failures_too(how):
    met = set()
    failed = 0
    for seed in range(SUITE):
        for form in Form:
            merging, _ = how(seed, form)
            ours = by_us(merging, Publisher(seed).process())
            failed += ours is None
            met |= {one.clause.value for one in ours.differences} if ours else set()

    assert met == {"order", "undated", "null", "id", "no-id", "shape"}
    assert 0.02 < failed / (2 * SUITE) < 0.5
