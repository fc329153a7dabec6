"""Releases out of a stream, whatever form it has."""

import io
import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.standards.ocds.exact import DeepError, JsonError
from pendopo.standards.ocds.package import releases_in
from pendopo.standards.ocds.reading import read_releases, window
from pendopo.standards.ocds.reading.index import Index

ONE = {"ocid": "ocds-abc123-1", "id": "1", "tender": {"id": 1, "title": 'a "},{" ü'}}
TWO = {"ocid": "ocds-abc123-2", "id": "2", "tender": {"title": "x" * 90}}
SIX = [ONE, TWO, ONE | {"id": "3"}, TWO | {"id": "4"}, ONE | {"id": "5"}, TWO | {"id": "6"}]
PACKAGE = {"uri": "https://contoh.example", "releases": SIX, "version": "1.1"}
RECORDS = {
    "version": "1.1",
    "records": [{"ocid": ONE["ocid"], "releases": SIX[:3]}, {"ocid": "x", "compiledRelease": TWO}],
}


@pytest.fixture(params=["usual", "tiny"], autouse=True)
def _blocks(request, monkeypatch):
    """A stream is read in blocks; that they are small must not be seen."""
    if request.param == "tiny":
        monkeypatch.setattr(window, "_BLOCK", 7)
        monkeypatch.setattr(window, "_DECODED_FIRST", 5)
        monkeypatch.setattr("pendopo.standards.ocds.reading._WHOLE_MOST", 40)
        monkeypatch.setattr("pendopo.standards.ocds.reading._LINE_MOST", 60)
        monkeypatch.setattr("pendopo.standards.ocds.reading._AHEAD", 90)


def read(text, name="x.json", **how):
    data = text if isinstance(text, bytes) else text.encode()
    return list(read_releases(io.BytesIO(data), name, **how))


def values(text, name="x.json"):
    return [one.value for one in read(text, name)]


FORMS: dict[str, Callable[[object], str]] = {
    "compact": lambda given: json.dumps(given, separators=(",", ":"), ensure_ascii=False),
    "spaced": json.dumps,
    "pretty": lambda given: json.dumps(given, indent=2, ensure_ascii=False),
    "marked": lambda given: "\ufeff" + json.dumps(given),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "document",
    [PACKAGE, RECORDS, SIX, [PACKAGE, RECORDS], ONE, {"releases": []}, [], {}, 5, {"a": [1, ONE]}],
    ids=["package", "records", "list", "packages", "one", "empty", "none", "bare", "5", "strange"],
)
def test_every_document_gives_its_releases_in_its_order(document, form):
    found = values(FORMS[form](document))

    assert found == list(releases_in(document))


@pytest.mark.parametrize("between", ["", "\n", "\r\n\r\n", " ", "\x1e", "\n\x1e"])
@pytest.mark.parametrize("form", ["compact", "pretty"])
def test_documents_after_each_other_are_one_stream(form, between):
    documents = [ONE, PACKAGE, RECORDS, SIX, TWO]

    found = values(between.join(FORMS[form](one) for one in documents))

    assert found == [release for one in documents for release in releases_in(one)]


def test_each_release_is_found_again_by_its_offset_and_told_by_its_line():
    text = FORMS["pretty"](PACKAGE)

    found = read(text)

    for one in found:
        value = json.loads(text.encode()[one.offset : one.offset + one.length])
        for step in one.inner.split("/")[1:]:
            value = value[int(step) if isinstance(value, list) else step]
        assert value == one.value
        assert text.encode()[: one.offset].count(b"\n") + 1 == one.line
    assert [one.pointer for one in found] == [f"/releases/{number}" for number in range(6)]


def test_releases_of_a_record_are_told_by_their_place_in_it():
    found = read(FORMS["compact"](RECORDS))

    assert [one.pointer for one in found] == [
        *(f"/records/0/releases/{number}" for number in range(3)),
        "/records/1",
    ]
    assert {one.package.kind for one in found} == {"records"}


def test_what_stands_behind_the_list_is_known_while_it_is_read():
    package = {"releases": SIX, "version": "1.1", "extensions": ["https://contoh.example/x"]}

    first = next(iter(read_releases(io.BytesIO(json.dumps(package).encode()))))

    assert first.package.version == "1.1"
    assert first.package.meta["extensions"] == ["https://contoh.example/x"]


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_stream_without_anything_in_it_ends_too_early(text):
    with pytest.raises(JsonError) as caught:
        read(text)

    assert caught.value.near == ""


def test_a_broken_line_is_told_and_the_others_are_read():
    lines = [FORMS["compact"](one) for one in SIX]
    lines[2] = lines[2][:30]
    told: list[JsonError] = []

    found = read("\n".join(lines), "x.jsonl", broken=told.append)

    assert [one.value for one in found] == [*SIX[:2], *SIX[3:]]
    assert [one.line for one in found] == [1, 2, 4, 5, 6]
    assert [error.line for error in told] == [3]


def test_where_a_document_breaks_the_stream_ends():
    text = FORMS["pretty"](PACKAGE).replace('"id": "4"', '"id": oh')
    told: list[JsonError] = []

    found = read(text, broken=told.append)

    assert [one.value for one in found] == SIX[:3]
    [error] = told
    assert text.split("\n")[error.line - 1].strip() == '"id": oh,'
    assert error.near.startswith("oh")


def test_without_anyone_to_tell_a_break_is_raised():
    with pytest.raises(JsonError):
        read('{"releases": [{"ocid": "a"')


def test_numbers_keep_every_digit_when_that_is_asked():
    text = '[{"ocid": "a", "n": 273700000000000000.10}]'

    [exact] = read(text, exact=True)
    [quick] = read(text)

    assert exact.value["n"] == Decimal("273700000000000000.10")
    assert quick.value["n"] == 2.737e17


@pytest.mark.parametrize("levels", [995, 3000])
def test_a_release_nested_beyond_reason_is_told_and_passed(levels):
    told: list[JsonError] = []
    deep = '{"ocid": "]}\\"", "x": ' + '{"a": [' * (levels // 2) + "]}" * (levels // 2) + "}"
    text = f'{{"releases": [\n{json.dumps(ONE)},\n{deep},\n{json.dumps(TWO)}]}}'

    found = read(text, broken=told.append)

    assert [one.value for one in found if one.value.get("id")] == [ONE, TWO]
    assert [one.line for one in found][-1] == 4
    if levels > 1024:
        [error] = told
        assert str(error) == "line 3, column 1: nested too deep"
        with pytest.raises(DeepError):
            read(text)


def test_lists_nested_beyond_reason_end_the_stream():
    told: list[JsonError] = []

    read("[" * 5000, broken=told.append)

    assert len(told) == 1


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(["ocid", "releases", "x"]), JSON, max_size=3)
        | st.lists(JSON, max_size=3)
        | st.builds(lambda found: {"releases": found}, st.lists(JSON, max_size=4)),
        max_size=4,
    ),
    st.sampled_from(["compact", "pretty"]),
)
def test_any_json_gives_what_going_through_it_whole_gives(documents, form):
    text = "\n".join(FORMS[form](one) for one in documents)
    found = values(text) if text else []

    assert found == [release for one in documents for release in releases_in(one)]


def test_a_stream_is_gone_through_again_process_by_process():
    text = json.dumps({"records": [{"releases": SIX[:3]}, {"releases": SIX[3:]}]})
    stream = io.BytesIO(text.encode())
    index = Index()
    for one in read_releases(stream):
        index.add(one.value["ocid"], one)

    found = [(ocid, [number for number, _ in given]) for ocid, given in index.processes(stream)]
    values = [value for _, given in index.processes(stream) for _, value in given]

    assert found == [("ocds-abc123-1", [0, 2, 4]), ("ocds-abc123-2", [1, 3, 5])]
    assert values == [*SIX[::2], *SIX[1::2]]


@pytest.mark.parametrize(
    "document",
    [PACKAGE, RECORDS, SIX, [PACKAGE, RECORDS], [SIX[0], RECORDS["records"][0]]],
    ids=["package", "records", "list", "packages", "mixed"],
)
@pytest.mark.parametrize("form", FORMS)
def test_each_release_has_a_place_of_its_own_in_whatever_form(document, form):
    data = ("\n\n" + FORMS[form](document)).replace("\n\n\ufeff", "\ufeff\n").encode()

    found = read(data)

    for one in found:
        raw = data[one.offset : one.offset + one.length]
        assert (json.loads(raw), one.inner) == (one.value, "")
        assert data[: one.offset].count(b"\n") + 1 == one.line
        place = document
        for step in one.pointer.split("/")[1:]:
            place = place[int(step) if isinstance(place, list) else step]
        assert place == one.value
    assert len({one.offset for one in found}) == len(found)


@pytest.mark.parametrize("between", ["", "\n", " \n\x1e", "\n" * 30])
def test_what_stands_behind_the_last_list_is_of_the_last_package_alone(between):
    old = {"uri": "a", "releases": SIX}
    new = {"uri": "b", "releases": SIX, "version": "1.1", "extensions": ["x"]}

    found = read(between.join(json.dumps(one) for one in (old, old, new)))

    assert [one.package.meta.get("extensions") for one in found] == [None] * 12 + [["x"]] * 6


def test_a_number_that_cannot_be_held_is_told_and_the_rest_is_read():
    odd = '{"ocid": "a", "id": "odd", "n": 1e-99999999999999999999}'
    for text in (
        "\n".join([json.dumps(ONE), odd, json.dumps(TWO)]),
        f"[{json.dumps(ONE)},\n{odd},\n{json.dumps(TWO)}]",
        f'{{"releases": [{json.dumps(ONE)},\n{odd},\n{json.dumps(TWO)}]}}',
        f'[{{"version": "1.1", "releases": [{json.dumps(ONE)},\n{odd},\n{json.dumps(TWO)}]}}]',
    ):
        told: list[JsonError] = []

        found = read(text, exact=True, broken=told.append)

        assert [one.value for one in found] == [ONE, TWO]
        assert [error.line for error in told] == [2]


def test_a_package_alone_in_a_list_is_known():
    [one] = read('[{"version": "1.1", "releases": [{"ocid": "a"}]}]')

    assert one.package.version == "1.1"


def test_packages_within_packages_beyond_reason_are_told():
    told: list[JsonError] = []
    deep = '{"releases":[' * 400 + "]}" * 400

    found = read(f"{deep}\n{json.dumps(ONE)}", "x.jsonl", broken=told.append)

    assert [one.value for one in found] == [ONE]
    assert [error.line for error in told] == [1]
