"""Releases of one process merged by the reference library, with our schema, without a network."""

import json
import socket
from collections import defaultdict
from decimal import Decimal

import ocdsmerge
import pytest

from pendopo.standards.ocds import merge as ours
from pendopo.standards.ocds.exact import JsonError, parse
from pendopo.standards.ocds.merge import MergeError, compile_releases, in_order
from pendopo.standards.ocds.package import releases_in


def release(date="2026-03-02T00:00:00Z", **fields):
    return {"ocid": "ocds-abc123-1", "id": date, "date": date, "tag": ["tender"], **fields}


def without_date(compiled):
    """The library's id and date repeat the text of the last date, which we write in UTC."""
    return {name: value for name, value in compiled.items() if name not in {"id", "date"}}


def test_a_later_release_adds_to_an_earlier_one():
    earlier = release(tender={"id": "1", "title": "Road"})
    later = release("2026-04-02T00:00:00Z", tender={"id": "1", "status": "complete"})

    compiled = compile_releases([later, earlier])

    assert compiled.release["tender"] == {"id": "1", "title": "Road", "status": "complete"}
    assert compiled.notes == ()


def test_moments_are_compared_and_not_their_texts():
    first = release("2026-03-02T09:00:00+09:00", language="id")
    second = release("2026-03-02T02:00:00+00:00", language="en")

    compiled = compile_releases([first, second])

    assert compiled.release["language"] == "en"
    assert compiled.release["date"] == "2026-03-02T02:00:00.000000Z"


def test_releases_of_one_moment_stay_as_they_came():
    releases = [release(language="id"), release(language="en")]

    assert in_order(releases) == [0, 1]
    assert compile_releases(releases).release["language"] == "en"


@pytest.mark.parametrize("date", ["", None, "1-01-01", 5, []])
def test_a_release_without_a_date_comes_before_all_others(date):
    dated = release("0001-01-02T00:00:00Z", language="en")
    undated = release(language="id") | {"date": date}

    assert in_order([dated, undated]) == [1, 0]
    assert compile_releases([dated, undated]).release["language"] == "en"


def test_ids_written_as_number_and_as_text_name_one_award():
    first = release(awards=[{"id": 1, "title": "Road"}])
    second = release("2026-04-02T00:00:00Z", awards=[{"id": "1", "status": "active"}])

    compiled = compile_releases([first, second])

    assert compiled.release["awards"] == [{"id": "1", "title": "Road", "status": "active"}]


def test_numbers_keep_every_digit():
    amount = Decimal("273700000000000000.10")

    compiled = compile_releases([release(tender={"id": "1", "value": {"amount": amount}})])

    assert compiled.release["tender"]["value"]["amount"] == amount


def test_an_id_twice_in_one_list_is_noted_and_not_printed(recwarn):
    awards = [{"id": "1", "title": "a"}, {"id": "1", "title": "b"}]

    compiled = compile_releases([release(awards=awards)])

    assert compiled.release["awards"] == [{"id": "1", "title": "b"}]
    assert compiled.notes == ("Multiple objects have the `id` value '1' in the `awards` array",)
    assert list(recwarn) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"awards": [{"id": "1"}]}, {"awards": {"id": "1"}}),
        ({"tender": "a road"}, {"tender": {"id": "1"}}),
        ({"tender": {"value": 5}}, {"tender": {"value": {"amount": 5}}}),
    ],
)
def test_releases_that_disagree_about_a_shape_cannot_be_merged(first, second):
    releases = [release(**first), release("2026-04-02T00:00:00Z", **second)]

    with pytest.raises(MergeError) as caught:
        compile_releases(releases)

    assert str(caught.value)


def test_the_merge_opens_no_connection(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    ours._merger.cache_clear()

    compiled = compile_releases([release(links=["https://contoh.example/x.json"])])

    assert compiled.release["links"] == ["https://contoh.example/x.json"]


@pytest.mark.filterwarnings("ignore::ocdsmerge.exceptions.DuplicateIdValueWarning")
def test_every_real_process_merges_as_by_the_reference_with_the_official_schema(shared_data):
    schema = shared_data / "ocds/standard/schema-1__1__5/schema/release-schema.json"
    reference = ocdsmerge.Merger(json.loads(schema.read_text("utf-8")))
    processes = defaultdict(list)
    for path in sorted((shared_data / "ocds/real-ocds-sample-data").rglob("*.json")):
        for one in _releases(path):
            processes[(path.parent, one.get("ocid"))].append(one)

    compared = 0
    for releases in processes.values():
        texts = [_with_text_ids(one) for one in releases]
        expected = reference.create_compiled_release([texts[place] for place in in_order(texts)])
        assert without_date(compile_releases(releases).release) == without_date(expected)
        compared += 1

    assert compared == 736


def _releases(path):
    try:
        document = parse(path.read_bytes())
    except JsonError:
        return []
    return [one for one in releases_in(document) if "ocid" in one]


def _with_text_ids(one):
    lists = {
        name: [item | {"id": str(item["id"])} if "id" in item else item for item in one[name]]
        for name in ("awards", "contracts", "parties")
        if isinstance(one.get(name), list)
    }
    return one | lists
