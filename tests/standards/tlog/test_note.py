import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.standards.tlog import cosignature
from pendopo.standards.tlog.checkpoint import Checkpoint
from pendopo.standards.tlog.note import (
    COSIGNATURE_ED25519,
    COSIGNATURE_MLDSA44,
    Note,
    NoteError,
    Signature,
    SignatureError,
    Signer,
    Verifier,
    generate_key,
    open_note,
    sign_note,
    split_note,
)

TEXT = Checkpoint("data.kab-x.go.id/log", 1, bytes(32)).text()


def signer(name="data.kab-x.go.id/log", seed=b"s" * 32):
    return Signer.parse(generate_key(name, seed)[0])


def vkey(name, kind, public):
    """Write a key by the words of signed-note, apart from the code under test."""
    key_id = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).hexdigest()[:8]
    return f"{name}+{key_id}+{base64.b64encode(bytes([kind]) + public).decode()}"


def line(key, signature):
    verifier = Verifier.parse(key)
    return Signature(verifier.name, verifier.key_id, signature).line()


def test_a_note_of_the_reference_implementation_opens_with_its_key(notes):
    peter = Verifier.parse(notes["vkeys"]["peter"])

    note = open_note(notes["note_one_sig"], [peter])

    assert note.text.endswith("what your problem is.\n")
    assert note.verified == ("PeterNeumann",)
    assert note.unverified == ()


def test_an_unknown_signature_is_set_aside_and_a_second_known_one_is_checked(notes):
    peter, enoch = (Verifier.parse(notes["vkeys"][name]) for name in ("peter", "enoch"))

    one = open_note(notes["note_two_sigs"], [enoch])
    both = open_note(notes["note_two_sigs"].encode(), [enoch, peter])

    assert one.verified == ("EnochRoot",)
    assert [s.name for s in one.unverified] == ["PeterNeumann"]
    assert both.verified == ("PeterNeumann", "EnochRoot")


def test_a_signature_made_here_is_byte_for_byte_that_of_the_reference_implementation(notes):
    peter = Signer.parse(notes["skey_peter"])
    text = notes["note_one_sig"].partition("\n\n")[0] + "\n"

    note = sign_note(text, [peter])

    assert note == notes["note_one_sig"]
    assert peter.vkey == notes["vkeys"]["peter"]
    assert generate_key("PeterNeumann", peter.seed) == (notes["skey_peter"], peter.vkey)


def test_the_example_of_the_specification_opens(notes):
    example = notes["c2sp_example"]

    note = open_note(example["note"], [Verifier.parse(example["vkey"])])

    assert note.text == "This is an example message.\n"


def test_a_real_checkpoint_of_the_go_checksum_database_opens(notes):
    real = notes["sumdb"]

    note = open_note(real["note"], [Verifier.parse(real["vkey"])])

    assert note.text.startswith("go.sum database tree\n35225469\n")


def test_every_malformed_note_is_refused_for_its_form(notes):
    peter = Verifier.parse(notes["vkeys"]["peter"])

    for data in notes["malformed_notes_hex"]:
        with pytest.raises(NoteError) as caught:
            open_note(bytes.fromhex(data), [peter])
        assert not isinstance(caught.value, SignatureError)


def test_a_wrong_signature_of_a_known_key_rejects_the_note_even_beside_a_right_one(notes):
    peter, enoch = (Verifier.parse(notes["vkeys"][name]) for name in ("peter", "enoch"))
    wrong = notes["invalid_signature_note"]
    right_line = notes["note_two_sigs"].splitlines(keepends=True)[-1]

    with pytest.raises(SignatureError, match="PeterNeumann"):
        open_note(wrong, [peter])
    with pytest.raises(SignatureError, match="PeterNeumann"):
        open_note(wrong + right_line, [peter, enoch])
    assert open_note(wrong + right_line, [enoch]).verified == ("EnochRoot",)


def test_a_note_that_no_known_key_signed_is_refused(notes):
    enoch = Verifier.parse(notes["vkeys"]["enoch"])

    with pytest.raises(SignatureError, match="no known key has signed; known are EnochRoot"):
        open_note(notes["note_one_sig"], [enoch])
    with pytest.raises(SignatureError, match="known are none"):
        open_note(notes["note_one_sig"], [])


def test_the_bad_keys_of_the_vectors_are_refused(notes):
    for bad in notes["bad_vkeys"]:
        with pytest.raises(NoteError):
            Verifier.parse(bad)


def test_a_key_whose_id_is_not_its_own_is_refused(notes):
    case = notes["mldsa44_type6_vkey_with_nonmatching_key_id"]

    with pytest.raises(NoteError, match=f"but has {case['key_id_by_tlog_cosignature_spec']}"):
        Verifier.parse(case["vkey"])


def test_a_key_reads_back_as_it_was_written(notes):
    for key in notes["vkeys"].values():
        assert Verifier.parse(key).vkey == key


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: key.upper(),
        lambda key: key.replace("+c74f20a3+", "+C74F20A3+"),
        lambda key: key.replace("+c74f20a3+", "+c74f20a4+"),
        lambda key: key.replace("+c74f20a3+", "+"),
        lambda key: key + "=",
        lambda key: key[:-1],
        lambda key: key[:-1] + "R",
        lambda key: key + "\n",
        lambda key: " " + key,
        lambda key: "\x00" + key,
        lambda key: "\ud800" + key,
        lambda _: "",
        lambda _: "name+00000000+",
        lambda key: "+" + key,
    ],
)
def test_another_spelling_of_a_key_is_refused(notes, spoil):
    with pytest.raises(NoteError):
        Verifier.parse(spoil(notes["vkeys"]["peter"]))


def order_eight_points():
    """Give the y of every point whose order divides 8, by adding points on the curve."""
    p = 2**255 - 19
    d = -121665 * pow(121666, -1, p) % p
    root = pow(2, (p - 1) // 4, p)

    def add(a, b):
        (x1, y1), (x2, y2) = a, b
        k = d * x1 * x2 * y1 * y2 % p
        x = (x1 * y2 + x2 * y1) * pow(1 + k, -1, p) % p
        return x, (y1 * y2 + x1 * x2) * pow(1 - k, -1, p) % p

    def times(n, point):
        total = (0, 1)
        for bit in f"{n:b}":
            total = add(total, total)
            total = add(total, point) if bit == "1" else total
        return total

    def on_curve(y):
        square = (y * y - 1) * pow(d * y * y + 1, -1, p) % p
        x = pow(square, (p + 3) // 8, p)
        x = x if x * x % p == square else x * root % p
        return (x, y) if x * x % p == square else None

    prime = 2**252 + 27742317777372353535851937790883648493
    points = (times(prime, point) for point in map(on_curve, range(2, 60)) if point)
    return {p, p + 1, 0, 1, p - 1} | {point[1] for point in points}


def test_a_key_that_would_verify_anything_is_refused():
    ys = order_eight_points()

    assert len(ys) == 7
    for y in ys:
        for sign in (0, 1 << 255):
            public = (y | sign).to_bytes(32, "little")
            for kind in (1, COSIGNATURE_ED25519):
                with pytest.raises(NoteError, match="small order or not in canonical form"):
                    Verifier.parse(vkey("x", kind, public))


@settings(deadline=None)
@given(
    st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]) | st.just("\n")),
    st.binary(min_size=32, max_size=32),
)
def test_a_note_opens_as_the_text_that_was_signed(text, seed):
    one, other = signer("a", seed), signer("b", bytes(32))

    note = sign_note(text + "\n", [one, other])

    assert open_note(note, [one.verifier]).text == text + "\n"
    assert open_note(note, [other.verifier, one.verifier]).verified == ("a", "b")


def test_no_bit_of_a_note_can_be_flipped():
    one = signer()
    data = sign_note(TEXT, [one]).encode()

    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(NoteError):
            open_note(bytes(changed), [one.verifier])


@given(st.binary(max_size=400) | st.text(max_size=300))
def test_reading_a_note_gives_a_note_or_a_note_error(data):
    one = signer()

    with pytest.raises(NoteError):
        open_note(data, [one.verifier])


@given(st.text(), st.from_regex(r"\A[0-9a-f]{0,9}\Z"), st.binary(max_size=40))
def test_reading_a_key_gives_a_key_or_a_note_error(name, key_id, data):
    text = f"{name}+{key_id}+{base64.b64encode(data).decode()}"

    for parse in (Verifier.parse, lambda key: Signer.parse("PRIVATE+KEY+" + key)):
        with pytest.raises(NoteError):
            parse(text)


@given(st.text())
def test_reading_any_text_as_a_key_gives_a_note_error(text):
    for parse in (Verifier.parse, Signer.parse):
        with pytest.raises(NoteError):
            parse(text)


def test_a_private_key_is_not_shown_by_its_errors_nor_by_its_representation():
    private, _ = generate_key("log", b"q" * 32)
    secret = private.rpartition("+")[2]

    with pytest.raises(NoteError) as caught:
        Signer.parse(private.replace("+log+", "+lag+"))

    assert secret not in str(caught.value)
    assert "q" * 32 not in repr(Signer.parse(private))


@pytest.mark.parametrize(
    "text",
    ["no newline", "", "tab\there\n", "nul\0\n", "return\r\n", "lone \ud800 surrogate\n"],
)
def test_a_text_that_cannot_be_a_notes_is_not_signed(text):
    with pytest.raises(NoteError):
        sign_note(text, [signer()])


def test_a_private_key_begins_as_one():
    private, _ = generate_key("log", b"q" * 32)

    with pytest.raises(NoteError, match="a private key is written"):
        Signer.parse(private.replace("PRIVATE", "PRIVAT", 1))


def test_a_signature_line_that_holds_the_id_of_a_key_alone_is_none():
    alone = base64.b64encode(b"abcd").decode()

    with pytest.raises(NoteError, match="is no signature line"):
        split_note(f"{TEXT}\n\u2014 log {alone}\n")


def test_a_note_without_a_signature_is_not_made():
    with pytest.raises(NoteError):
        sign_note(TEXT, [])


def test_a_key_is_made_only_of_a_name_without_spaces_and_thirty_two_bytes():
    for name in ("", "a b", "a+b", "a\u00a0b", "a\nb", "a\x01b"):
        with pytest.raises(NoteError, match="is no key name"):
            generate_key(name, bytes(32))
    with pytest.raises(NoteError, match="a seed of 31 bytes; write 32"):
        generate_key("log", bytes(31))


def test_a_hundred_signatures_are_read_and_no_more():
    note = sign_note(TEXT, [signer(str(number)) for number in range(100)])

    assert len(open_note(note, [signer("99").verifier]).unverified) == 99
    with pytest.raises(NoteError, match="a note with 101 signatures"):
        split_note(note + signer().sign(TEXT.encode()))


def test_a_note_of_more_than_a_million_bytes_is_refused():
    one = signer("n")
    longest = 1_000_000 - len(sign_note("\n", [one]).encode())

    note = sign_note("a" * longest + "\n", [one])

    assert len(note.encode()) == 1_000_000
    assert open_note(note, [one.verifier]).verified == ("n",)
    with pytest.raises(NoteError, match="a note of 1000001 bytes"):
        open_note("a" + note, [one.verifier])


def test_a_signature_said_twice_counts_once():
    one = signer()
    note = sign_note(TEXT, [one])

    twice = open_note(note + one.sign(TEXT.encode()), [one.verifier])

    assert twice.verified == (one.name,)


def test_the_text_ends_at_the_last_empty_line():
    one = signer()
    text = "first\n\n— somebody AAAAAAA=\n\nlast\n"

    assert open_note(sign_note(text, [one]), [one.verifier]).text == text


def test_a_key_of_the_same_name_is_another_key():
    one, other = signer("log", b"1" * 32), signer("log", b"2" * 32)

    note = sign_note(TEXT, [one, other])

    assert open_note(note, [one.verifier]).unverified[0].key_id == other.verifier.key_id


def test_base64_has_one_spelling_only():
    one = signer()
    note = sign_note(TEXT, [one])
    head, last = note[:-2], note[-2:]
    assert last == "=\n" or last[0].isalnum()
    spelled = [
        note.replace("=\n", "\n") if note.endswith("=\n") else head + "\n",
        note[:-1] + "=\n",
        note[:-1] + " \n",
    ]

    for other in spelled:
        with pytest.raises(NoteError, match="is no signature line"):
            open_note(other, [one.verifier])


def test_bits_behind_the_last_byte_must_be_zero():
    unknown = "— witness AAAAAAA=\n"
    one = signer()
    note = sign_note(TEXT, [one])

    assert len(open_note(note + unknown, [one.verifier]).unverified) == 1
    with pytest.raises(NoteError, match="is no signature line"):
        open_note(note + unknown.replace("A=", "B="), [one.verifier])


def test_lines_of_other_signature_types_are_read_without_being_understood():
    one = signer()
    others = "".join(
        Signature("other", f"{length:08x}", bytes(length)).line() for length in (1, 72, 2428, 4900)
    )

    note = open_note(sign_note(TEXT, [one]) + others, [one.verifier])

    assert isinstance(note, Note)
    assert [len(s.signature) for s in note.unverified] == [1, 72, 2428, 4900]


def test_the_time_of_a_real_cosignature_is_read(notes):
    real = notes["cosig_timestamp"]

    seconds, signature = cosignature.split(base64.b64decode(real["base64"])[4:])

    assert seconds == real["unix"]
    assert len(signature) == 64


def test_an_ed25519_witness_is_believed_for_its_own_time_and_text():
    key = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
    witness = vkey("w.example", COSIGNATURE_ED25519, key.public_key().public_bytes_raw())
    message = b"cosignature/v1\ntime 1679315147\n" + TEXT.encode()
    signature = key.sign(message)
    one = signer()
    note = sign_note(TEXT, [one])

    right = note + line(witness, (1679315147).to_bytes(8, "big") + signature)
    late = note + line(witness, (1679315148).to_bytes(8, "big") + signature)

    keys = [one.verifier, Verifier.parse(witness)]
    assert open_note(right, keys).verified == (one.name, "w.example")
    with pytest.raises(SignatureError, match=r"w\.example"):
        open_note(late, keys)


def test_an_mldsa_witness_is_believed_for_its_own_name_time_and_tree():
    key = MLDSA44PrivateKey.from_seed_bytes(b"m" * 32)
    public = key.public_key().public_bytes_raw()
    witness = vkey("w.example", COSIGNATURE_MLDSA44, public)
    origin = b"data.kab-x.go.id/log"
    message = (
        b"subtree/v1\n\0\x09w.example" + (7).to_bytes(8, "big") + bytes([len(origin)]) + origin
    )
    message += bytes(8) + (1).to_bytes(8, "big") + bytes(32)
    signature = (7).to_bytes(8, "big") + key.sign(message)
    one = signer()
    note = sign_note(TEXT, [one])

    right = line(witness, signature)
    renamed = line(vkey("v.example", COSIGNATURE_MLDSA44, public), signature)

    keys = [one.verifier, Verifier.parse(witness)]
    assert len(right.encode()) == 3250 + len("w.example")
    assert open_note(note + right, keys).verified == (one.name, "w.example")
    other = Verifier.parse(vkey("v.example", COSIGNATURE_MLDSA44, public))
    with pytest.raises(SignatureError, match=r"v\.example"):
        open_note(note + renamed, [one.verifier, other])


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        (TEXT, bytes(8)),
        (TEXT, b"\xff" * 72),
        ("no checkpoint\n", bytes(2428)),
        ("o" * 256 + TEXT, bytes(2428)),
    ],
)
def test_a_cosignature_that_cannot_be_one_is_a_wrong_signature(text, signature):
    public = MLDSA44PrivateKey.from_seed_bytes(b"m" * 32).public_key().public_bytes_raw()
    witness = Verifier.parse(vkey("w", COSIGNATURE_MLDSA44, public))

    with pytest.raises(SignatureError):
        witness.verify(text.encode(), signature)


def test_a_text_that_is_not_utf_8_is_no_cosigned_checkpoint():
    with pytest.raises(cosignature.CosignatureError, match="only checkpoints are cosigned"):
        cosignature.mldsa_message("w", 0, b"\xff\n")
