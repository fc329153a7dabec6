"""Releases that are laid out quickly give the very tables that the long way gives."""

import io
import random
from functools import partial

import orjson
import pytest

from pendopo.standards.ocds.facts import release_schema
from pendopo.standards.ocds.flat import quick
from pendopo.standards.ocds.flat.kinds import kinds_of
from pendopo.standards.ocds.flat.laying import Laying
from pendopo.standards.ocds.flat.spool import Spool
from pendopo.standards.ocds.reading import Package, exact_value, read_releases
from pendopo.standards.ocds.reading.index import Places

SUITE = 5
CAMPAIGN = 1_500
RELEASES = 120
LEARNED_FROM = 5
SELDOM = 0.99
# What numbers look like in a text, and what stands where a text or a list does.
NUMBERS: tuple[str, ...] = (
    "1",
    "0",
    "7.0",
    "1.5",
    "0.25",
    "-0",
    "-3.125",
    "1e5",
    "1E-3",
    "1.50",
    "0.00001",
    "9e99",
)
NUMBERS = (
    *NUMBERS,
    "12345678901234567",
    "0.12345678901234567",
    "99999999999999.5",
    "100000000000000",
)
TEXTS = ("a", "a,b", 'say "so"', "two\nlines", "1.50", "é\x7f", " ", "x: 2e7, 3.10]", "{}")
ODD = ("null", '""', "{}", "[]", "{ }", "true", '["a"]', '["a",""]', "[1,2]", '"2"', "2", "[{}]")


class Publisher:
    """Writes releases of a few forms, as programs do, and now and then one that is otherwise."""

    def __init__(self, seed):
        self.dice = random.Random(seed)  # noqa: S311 - a repeatable case, not a secret
        self.odd = 0.004 * (seed % 2)
        self.natures: dict[str, str] = {}
        self.forms = [self.form(3) for _ in range(3)]

    def form(self, depth, path=""):
        names = ("id", "title", "value", "amount", "tag", "items", "open", "x", "awards", "tender")
        found = {}
        for name in self.dice.sample(names, self.dice.randrange(2, 7)):
            natures = ["text", "number", "truth", "texts"]
            natures += ["object", "objects", "objects"] * bool(depth)
            here = f"{path}/{name}"
            nature = "text" if name == "id" else self.dice.choice(natures)
            nature = self.natures.setdefault(here, nature)
            below = self.form(depth - 1, here) if nature.startswith("object") else {}
            found[name] = nature, below
        return found

    def lines(self):
        for number in range(RELEASES):
            form = self.dice.choice(self.forms[: 1 + number * 3 // RELEASES])
            line = self.object(form)
            named = f'"ocid":"ocds-{number % 50}"'
            yield "{" + ",".join(filter(None, [named, line[1:-1]])) + "}"

    def object(self, form):
        fields: list[str] = []
        for name, (nature, below) in form.items():
            if fields and self.dice.random() < 0.1:
                continue
            value = (
                self.dice.choice(ODD)
                if self.dice.random() < self.odd
                else self.value(nature, below)
            )
            if value:
                fields.append(f'"{name}":{value}')
        return "{" + ",".join(fields) + "}"

    def value(self, nature, below):
        dice = self.dice
        if nature == "text":
            return orjson.dumps(
                dice.choice(TEXTS[: 7 if dice.random() < SELDOM else None])
            ).decode()
        if nature == "number":
            return dice.choice(NUMBERS[: 5 if dice.random() < SELDOM else None])
        if nature == "truth":
            return dice.choice(("true", "false"))
        if nature == "texts":
            return orjson.dumps(dice.sample(("a", "b", "c", "d e"), dice.randrange(1, 4))).decode()
        if nature == "object":
            return self.object(below)
        many = dice.choice((0, 1, 1, 2, 3))
        return "[" + ",".join(self.object(below) for _ in range(many)) + "]" if many else ""


def flattened(data, name, kinds, *, quickly):
    """Give each table as CSV, and all that stands beside them."""
    stream = io.BytesIO(data)
    spool, stand = Spool(io.BytesIO()), Places()
    laying = Laying(kinds, spool.take)
    if not quickly:
        laying.quick = None
    glance = laying.quick.read if laying.quick else None
    for read in read_releases(stream, name, glance=glance):
        laying.lay(read.value, read.raw, partial(exact_value, read))
        stand.add(read)
    tables = {}
    for table in laying.tables:
        spool.take(table)
        written = io.BytesIO()
        spool.write(table, written)
        tables[table.sheet] = written.getvalue()
    noted = list(laying.again())
    beside = [laying.beside(*one) for one in stand.releases(stream, noted, exact=True)]
    return list(tables.items()), laying.about(), noted, beside


def assert_alike(data, name, kinds):
    assert flattened(data, name, kinds, quickly=True) == flattened(data, name, kinds, quickly=False)


@pytest.fixture(scope="module")
def kinds():
    return kinds_of(release_schema())


@pytest.fixture(autouse=True)
def _learn_early(monkeypatch):
    monkeypatch.setattr(quick, "_LEARNED_FROM", LEARNED_FROM)


def test_tables_are_the_same_however_releases_were_laid_out(kinds):
    for seed in range(SUITE):
        lines = list(Publisher(seed).lines())

        assert_alike("\n".join([*lines, ""]).encode(), "a.jsonl", kinds)
        assert_alike(f'{{"releases":[{",".join(lines)}]}}'.encode(), "a.json", kinds)


@pytest.mark.campaign
def test_tables_are_the_same_of_many_more_publishers(kinds):
    for seed in range(SUITE, CAMPAIGN):
        assert_alike("\n".join([*Publisher(seed).lines(), ""]).encode(), "a.jsonl", kinds)


def taught(kinds, line):
    """Give a laying that knows a form of releases."""
    laying = Laying(kinds)
    assert laying.quick is not None
    for number in range(LEARNED_FROM):
        raw = line % (number, number)
        assert laying.quick.read(raw, Package()) is None
        laying.lay(orjson.loads(raw), raw)
    return laying, laying.quick


def test_a_release_of_a_known_form_is_laid_out_quickly(kinds):
    line = b'{"ocid":"o","id":"%d","tag":["a"],"tender":{"items":[{"id":"1","quantity":%d.5}]}}'
    laying, read = taught(kinds, line)

    found = read.read(line % (7, 7), Package())

    assert found is not None
    assert read.lay(found) == (("o", "7"), False)
    assert [table.rows[-1] for table in laying.tables] == [("o", "7", "a"), ("o", "7", "1", 7.5)]


@pytest.mark.parametrize(
    "text",
    [
        '{"ocid":"o","id":"1","title":"\\ud800"}',
        '{"ocid":"o","id":"1","title":"a"} x',
        '{"ocid":"o","id":"1","title":"a",}',
        '{"ocid":"o","id":"1","title":"\x01"}',
        '{"ocid":"o","id":"1","value":{"amount":01}}',
        '{"ocid":"o","id":"1","value":{"amount":NaN}}',
    ],
)
def test_what_is_no_json_is_not_read_quickly(kinds, text):
    good = b'{"ocid":"o","id":"%d","title":"a","value":{"amount":%d.5}}'
    _, read = taught(kinds, good)
    assert read.read(good % (1, 1), Package()) is not None

    found = read.read(text.encode(), Package())

    assert found is None
    with pytest.raises(orjson.JSONDecodeError):
        orjson.loads(text)
