"""A leaf has one form, holds codes and commitments, and nothing else."""

import hashlib
import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.terms.entry import (
    EntryType,
    Leaf,
    LeafError,
    ObjectRef,
    commitment,
    parse_leaf,
)

LEAF = Leaf(
    type=EntryType.PUBLICATION,
    id="01J00000000000000000000001",
    time="2026-01-01T00:00:00Z",
    register="datasets",
    scope={"dataset": "roads-2026"},
    prev=3,
    actor="publisher",
    objects=(ObjectRef("table:data", "ab" * 32, 12),),
)
codes = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,20}", fullmatch=True)
leaves = st.builds(
    Leaf,
    type=st.sampled_from(EntryType),
    id=st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=26, max_size=26),
    time=st.datetimes().map(lambda at: f"{at:%m-%dT%H:%M:%SZ}").map("2026-".__add__),
    register=codes | st.just(""),
    scope=st.dictionaries(codes, codes, max_size=3),
    prev=st.none() | st.integers(0, 2**40),
    actor=codes | st.just(""),
    objects=st.lists(
        st.builds(
            ObjectRef,
            codes,
            st.binary(min_size=32, max_size=32).map(bytes.hex),
            st.integers(0, 2**50),
        ),
        max_size=4,
    ).map(tuple),
)


def test_a_leaf_is_json_with_sorted_keys_and_no_spaces():
    assert LEAF.encode() == (
        b'{"actor":"publisher","id":"01J00000000000000000000001","objects":[{"c":"'
        + b"ab" * 32
        + b'","n":12,"role":"table:data"}],"prev":3,"register":"datasets",'
        b'"scope":{"dataset":"roads-2026"},"time":"2026-01-01T00:00:00Z",'
        b'"type":"publication","v":1}'
    )


@given(leaves)
def test_a_leaf_comes_back_as_it_was_and_as_any_json_writer_would_write_it(leaf: Leaf):
    data = leaf.encode()

    assert parse_leaf(data) == leaf
    assert json.dumps(json.loads(data), sort_keys=True, separators=(",", ":")).encode() == data


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (replace(LEAF, register="Kontrak jalan"), "code 'Kontrak jalan'"),
        (replace(LEAF, actor="budi@example.org"), "code 'budi@example.org'"),
        (replace(LEAF, scope={"dataset": "Nama Orang"}), "code 'Nama Orang'"),
        (replace(LEAF, scope={"dataset": ""}), "code ''"),
        (replace(LEAF, id="short"), "id 'short'"),
        (replace(LEAF, time="2026-01-01"), "time '2026-01-01'"),
        (replace(LEAF, prev=-1), "prev -1"),
        (replace(LEAF, prev=True), "prev True"),
        (replace(LEAF, objects=(ObjectRef("a b", "ab" * 32, 1),)), "role 'a b'"),
        (replace(LEAF, objects=(ObjectRef("a", "AB" * 32, 1),)), "commitment"),
        (replace(LEAF, objects=(ObjectRef("a", "ab" * 32, -1),)), "size -1"),
    ],
)
def test_free_text_and_what_is_no_code_is_refused(changed: Leaf, words: str):
    with pytest.raises(LeafError) as caught:
        changed.encode()

    assert words in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        LEAF.encode() + b"\n",
        LEAF.encode().replace(b'"v":1', b'"v":2'),
        LEAF.encode().replace(b'"v":1', b'"v":1,"w":1'),
        LEAF.encode().replace(b'"prev":3', b'"prev": 3'),
        LEAF.encode().replace(b'"prev":3', b'"prev":3.0'),
        LEAF.encode().replace(b'"n":12', b'"n":012'),
        LEAF.encode().replace(b"publication", b"opinion"),
        LEAF.encode().replace(b'"actor":"publisher"', b'"actor":"publisher","actor":"publisher"'),
    ],
)
def test_bytes_in_any_other_form_are_no_leaf(data: bytes):
    with pytest.raises(LeafError):
        parse_leaf(data)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_leaf_error(data: bytes):
    with suppress(LeafError):
        parse_leaf(data)


def test_a_leaf_that_no_bundle_could_hold_is_refused():
    many = tuple(ObjectRef("r", f"{n:064x}", n) for n in range(900))

    with pytest.raises(LeafError, match="at most 65535 fit"):
        replace(LEAF, objects=many).encode()


def test_a_commitment_is_the_hash_that_the_design_writes_down():
    salt, digest = bytes(range(32)), hashlib.sha256(b"content").digest()

    assert (
        commitment(salt, digest)
        == hashlib.sha256(b"pendopo/object/v1\0" + salt + digest).hexdigest()
    )


@pytest.mark.parametrize(
    ("found", "changed"),
    [
        (b'"v":1', b'"v":true'),
        (b'"n":12', b'"n":12.0'),
        (b'"n":12', b'"n":true'),
        (b'"n":12,', b'"n":12,"o":1,'),
        (b'"dataset":"roads-2026"', b'"dataset":2026'),
        (b'"actor":"publisher"', b'"actor":7'),
        (b'"prev":3', b'"prev":[]'),
        (b'"actor":"publisher"', b'"actor":null'),
        (b'"register":"datasets"', b'"register":null'),
        (b'"scope":{"dataset":"roads-2026"}', b'"scope":null'),
        (b'"scope":{"dataset":"roads-2026"}', b'"scope":[]'),
        (b'[{"c":"' + b"ab" * 32 + b'","n":12,"role":"table:data"}]', b"{}"),
        (b'"objects":[', b'"objects":[[],'),
    ],
)
def test_values_of_another_kind_are_no_leaf(found: bytes, changed: bytes):
    data = LEAF.encode()
    assert found in data

    with pytest.raises(LeafError):
        parse_leaf(data.replace(found, changed))


@given(leaves, st.data())
def test_no_byte_of_a_leaf_can_be_another(leaf: Leaf, data: st.DataObject):
    written = bytearray(leaf.encode())
    at = data.draw(st.integers(0, len(written) - 1))
    written[at] ^= 1 << data.draw(st.integers(0, 7))

    with suppress(LeafError):
        assert parse_leaf(bytes(written)) != leaf
