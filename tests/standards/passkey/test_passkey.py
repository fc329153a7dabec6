"""A passkey's answer is held to its key, its place and what it was asked, by anybody."""

import hashlib
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from pendopo.standards.passkey import Assertion, Passkey, PasskeyError, is_passkey
from pendopo.standards.tlog.note import NoteError, Verifier, generate_key
from tests.desk.authenticator import EDDSA, ES256, RS256, Authenticator

PLACE = "desk.contoh.example"
CHALLENGE = hashlib.sha256(b"what is signed").digest()


@pytest.fixture(scope="module", params=[ES256, EDDSA, RS256])
def device(request: pytest.FixtureRequest) -> Authenticator:
    return Authenticator(PLACE, request.param)


def test_an_answer_to_what_was_asked_holds(device: Authenticator):
    device.passkey.check(device.sign(CHALLENGE), CHALLENGE)


def test_its_line_gives_the_key_back_and_is_no_key_of_a_note(device: Authenticator):
    line = device.passkey.vkey

    assert Passkey.parse(line) == device.passkey
    assert line.startswith(f"{PLACE}+")
    assert is_passkey(line)
    assert len(device.passkey.fingerprint.split()) == 6
    with pytest.raises(NoteError, match="0xff"):
        Verifier.parse(line)


def test_a_notes_key_is_no_passkey():
    vkey = generate_key("a", b"x" * 32)[1]

    assert not is_passkey(vkey)
    with pytest.raises(PasskeyError, match="no passkey's line"):
        Passkey.parse(vkey)


@pytest.mark.parametrize(
    ("odd", "told"),
    [
        ({"challenge": "c29tZXRoaW5nIGVsc2U"}, "something else was signed"),
        ({"origin": "https://desk.other.example"}, "not at desk.contoh.example"),
        ({"origin": f"http://{PLACE}"}, "not at desk.contoh.example"),
        ({"origin": f"https://{PLACE}:8443"}, "not at desk.contoh.example"),
        ({"type": "webauthn.create"}, "not that of a page"),
        ({"crossOrigin": True}, "not that of a page"),
        ({"host": "desk.other.example"}, "another place"),
        ({"flags": 0x01}, "did not check who"),
        ({"flags": 0x04}, "did not check who"),
    ],
)
def test_an_answer_that_is_not_to_this_is_refused(device: Authenticator, odd, told: str):
    with pytest.raises(PasskeyError, match=told):
        device.passkey.check(device.sign(CHALLENGE, **odd), CHALLENGE)


def test_another_keys_answer_is_refused(device: Authenticator):
    other = Authenticator(PLACE, device.kind)

    with pytest.raises(PasskeyError, match="not signed by the key"):
        device.passkey.check(other.sign(CHALLENGE), CHALLENGE)


@pytest.mark.parametrize("client_data", [b"\xff", b"[]", b"[" * 9000, b"{}"])
def test_what_a_browser_never_wrote_is_refused(device: Authenticator, client_data: bytes):
    odd = replace(device.sign(CHALLENGE), client_data=client_data)

    with pytest.raises(PasskeyError):
        device.passkey.check(odd, CHALLENGE)


def test_what_a_device_says_cut_short_is_refused(device: Authenticator):
    odd = replace(device.sign(CHALLENGE), authenticator_data=b"x" * 36)

    with pytest.raises(PasskeyError, match="cut short"):
        device.passkey.check(odd, CHALLENGE)


def test_on_ones_own_machine_a_browser_signs_without_tls():
    device = Authenticator("localhost:8431")

    device.passkey.check(device.sign(CHALLENGE), CHALLENGE)


def test_an_answer_is_written_in_one_form(device: Authenticator):
    made = device.sign(CHALLENGE)

    assert Assertion.parse(made.encode()) == made
    for odd in (b"", b"{}", b"x" * 30_000, made.encode() + b" ", b'{"v":1}', b"[1]"):
        with pytest.raises(PasskeyError, match="no answer"):
            Assertion.parse(odd)


def test_a_line_that_is_not_whole_is_told_so(device: Authenticator):
    line = device.passkey.vkey
    name, key_id, key = line.split("+", 2)
    odd = {
        f"other.example+{key_id}+{key}": "says id",
        f"{name}+00000000+{key}": "says id",
        f"a b+{key_id}+{key}": "no passkey's line",
        f"{name}+{key_id}+{key[:-8]}": "no passkey's line|cannot be read",
        f"{name}+{key_id}+{key[:60]}": "no passkey's line|cannot be read",
        line + "x" * 3000: "no passkey's line",
    }

    for text, told in odd.items():
        with pytest.raises(PasskeyError, match=told):
            Passkey.parse(text)


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP384R1()).public_key(),
        rsa.generate_private_key(65537, 1024).public_key(),  # noqa: S505  it is refused
        Ed25519PublicKey.from_public_bytes(b"\x01" + bytes(31)),  # order 1: signs everything
        "no key",
    ],
    ids=["P-384", "RSA-1024", "small order", "text"],
)
def test_a_key_that_is_not_checked_is_nobodys(key: object):
    with pytest.raises(PasskeyError, match="key"):
        Passkey.of(PLACE, key)
