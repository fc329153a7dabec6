import base64
import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.standards.tlog.merkle import (
    EMPTY_ROOT,
    Frontier,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    tree_root,
    verify_consistency,
    verify_inclusion,
)

# Its roots have 12 bytes and it expects success, in order to show that equal sizes are not looked
# into further. A verifier that holds every hash to 32 bytes refuses it: the one exception.
NOT_OURS = "sizes-are-equal-one-and-proof-is-empty.json"


def leaves(count):
    return [leaf_hash(b"entry %d" % number) for number in range(count)]


def naive_root(hashes):
    """RFC 6962, section 2.1, word for word."""
    if not hashes:
        return hashlib.sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while 2 * k < len(hashes):
        k *= 2
    return node_hash(naive_root(hashes[:k]), naive_root(hashes[k:]))


def subtrees(hashes):
    return lambda level, index: naive_root(hashes[index << level : (index + 1) << level])


def flipped(data, bit):
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def read(case, *names):
    return [
        [base64.b64decode(one) for one in case[name] or []]
        if name == "proof"
        else base64.b64decode(case[name] or "")
        for name in names
    ]


def test_hashes_are_those_of_rfc_6962(notes):
    expected = {name: bytes.fromhex(value) for name, value in notes["rfc6962_hashes"].items()}

    found = {
        "empty_root": tree_root([]),
        "leaf_empty": leaf_hash(b""),
        "leaf_L123456": leaf_hash(b"L123456"),
        "node_N123_N456": node_hash(b"N123", b"N456"),
    }

    assert found == expected
    assert expected["empty_root"] == EMPTY_ROOT


def test_every_inclusion_vector_is_judged_as_it_says(vectors):
    files = sorted((vectors / "merkle-proofs/testdata/inclusion").rglob("*.json"))

    wrong = [file.name for file in files if not judged_inclusion(json.loads(file.read_text()))]

    assert len(files) == 98
    assert wrong == []


def judged_inclusion(case):
    leaf, root, proof = read(case, "leafHash", "root", "proof")
    try:
        verify_inclusion(case["leafIdx"], case["treeSize"], leaf, root, proof)
    except ProofError:
        return case["wantErr"]
    return not case["wantErr"]


def test_every_consistency_vector_is_judged_as_it_says_but_for_the_one_of_short_roots(vectors):
    files = sorted((vectors / "merkle-proofs/testdata/consistency").rglob("*.json"))

    wrong = [file.name for file in files if not judged_consistency(json.loads(file.read_text()))]

    assert len(files) == 98
    assert wrong == [NOT_OURS]


def judged_consistency(case):
    old_root, new_root, proof = read(case, "root1", "root2", "proof")
    try:
        verify_consistency(case["size1"], case["size2"], old_root, new_root, proof)
    except ProofError:
        return case["wantErr"]
    return not case["wantErr"]


def test_the_root_is_that_of_the_recursive_definition_at_every_size():
    hashes = leaves(70)

    found = [tree_root(hashes[:size]) for size in range(71)]

    assert found == [naive_root(hashes[:size]) for size in range(71)]


@given(st.integers(0, 200), st.integers(0, 60))
def test_a_frontier_taken_up_again_grows_as_if_it_had_never_stopped(first, more):
    hashes = leaves(first + more)
    before = Frontier()
    for one in hashes[:first]:
        before.append(one)

    resumed = Frontier(before.size, list(before.peaks))
    for one in hashes[first:]:
        resumed.append(one)

    assert resumed.root() == naive_root(hashes)


def test_a_frontier_whose_peaks_do_not_fit_its_size_is_refused():
    peaks = leaves(2)

    with pytest.raises(ValueError, match="a tree of 4 leaves has 1 peaks, not 2"):
        Frontier(4, peaks)


def test_every_proof_of_small_trees_proves():
    hashes = leaves(40)
    roots = [naive_root(hashes[:size]) for size in range(41)]

    for size in range(1, 41):
        for index in range(size):
            proof = inclusion_proof(index, size, subtrees(hashes))
            verify_inclusion(index, size, hashes[index], roots[size], proof)
        for old in range(size + 1):
            proof = consistency_proof(old, size, subtrees(hashes))
            verify_consistency(old, size, roots[old], roots[size], proof)


@settings(deadline=None)
@given(st.data())
def test_an_inclusion_proof_proves_and_no_flipped_bit_of_it_does(data):
    size = data.draw(st.integers(1, 130))
    index = data.draw(st.integers(0, size - 1))
    hashes = leaves(size)
    root = naive_root(hashes)

    proof = inclusion_proof(index, size, subtrees(hashes))

    verify_inclusion(index, size, hashes[index], root, proof)
    parts = [hashes[index], root, *proof]
    which = data.draw(st.integers(0, len(parts) - 1))
    parts[which] = flipped(parts[which], data.draw(st.integers(0, 255)))
    with pytest.raises(ProofError):
        verify_inclusion(index, size, parts[0], parts[1], parts[2:])


@settings(deadline=None)
@given(st.data())
def test_a_consistency_proof_proves_and_no_flipped_bit_of_it_does(data):
    new = data.draw(st.integers(0, 130))
    old = data.draw(st.integers(0, new))
    hashes = leaves(new)
    roots = [naive_root(hashes[:old]), naive_root(hashes)]

    proof = consistency_proof(old, new, subtrees(hashes))

    verify_consistency(old, new, roots[0], roots[1], proof)
    parts = [*roots, *proof]
    # From an empty tree any tree grows: there the new root proves nothing.
    which = data.draw(st.integers(0, 0 if old == 0 < new else len(parts) - 1))
    parts[which] = flipped(parts[which], data.draw(st.integers(0, 255)))
    with pytest.raises(ProofError):
        verify_consistency(old, new, parts[0], parts[1], parts[2:])


@settings(deadline=None)
@given(st.data())
def test_a_proof_with_a_hash_too_many_or_too_few_is_refused(data):
    new = data.draw(st.integers(2, 130))
    old = data.draw(st.integers(1, new - 1))
    hashes = leaves(new)
    root = naive_root(hashes)
    inclusion = inclusion_proof(old, new, subtrees(hashes))
    consistency = consistency_proof(old, new, subtrees(hashes))

    for change in (lambda proof: proof[:-1], lambda proof: [*proof, EMPTY_ROOT]):
        with pytest.raises(ProofError):
            verify_inclusion(old, new, hashes[old], root, change(inclusion))
        with pytest.raises(ProofError):
            verify_consistency(old, new, naive_root(hashes[:old]), root, change(consistency))


def test_no_proof_is_made_of_what_a_tree_does_not_have():
    none = subtrees([])

    with pytest.raises(ProofError, match="a tree of 3 leaves has no leaf 3"):
        inclusion_proof(3, 3, none)
    with pytest.raises(ProofError, match="has no leaf -1"):
        inclusion_proof(-1, 3, none)
    with pytest.raises(ProofError, match="a tree of 3 leaves does not grow from one of 4"):
        consistency_proof(4, 3, none)


def test_a_consistency_proof_is_refused_when_only_the_new_root_differs():
    hashes = leaves(6)
    proof = consistency_proof(3, 6, subtrees(hashes))

    with pytest.raises(ProofError, match="another new root"):
        verify_consistency(3, 6, naive_root(hashes[:3]), EMPTY_ROOT, proof)
    with pytest.raises(ProofError, match="another old root"):
        verify_consistency(3, 6, EMPTY_ROOT, naive_root(hashes), proof)


def test_a_tree_agrees_with_itself_only_by_the_same_root():
    one, other = leaves(2)

    verify_consistency(1, 1, one, one, [])

    with pytest.raises(ProofError, match="two roots for the same size"):
        verify_consistency(1, 1, one, other, [])


def test_a_hash_of_another_length_is_no_hash():
    with pytest.raises(ProofError, match="a hash of 31 bytes; SHA-256 gives 32"):
        verify_inclusion(0, 1, bytes(31), bytes(31), [])


def test_a_power_of_two_needs_a_proof_to_grow():
    hashes = leaves(5)

    with pytest.raises(ProofError, match="too short"):
        verify_consistency(3, 5, naive_root(hashes[:3]), naive_root(hashes), [])
    with pytest.raises(ProofError, match="too short"):
        verify_consistency(4, 5, naive_root(hashes[:4]), naive_root(hashes), [])


def test_a_proof_that_leaves_the_tree_is_refused_even_where_it_leads_to_the_root():
    leaf, extra, other = leaves(3)

    with pytest.raises(ProofError, match="too long"):
        verify_inclusion(0, 1, leaf, node_hash(extra, leaf), [extra])
    with pytest.raises(ProofError, match="too long"):
        verify_consistency(
            3,
            4,
            node_hash(extra, node_hash(other, leaf)),
            node_hash(extra, node_hash(other, node_hash(leaf, leaf))),
            [leaf, leaf, other, extra],
        )


def test_a_tree_that_shrank_is_not_consistent_even_with_its_own_root():
    [root] = leaves(1)

    with pytest.raises(ProofError, match="does not grow"):
        verify_consistency(2, 1, root, root, [])
