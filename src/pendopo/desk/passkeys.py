"""Passkeys: a key on a person's own device signs that they are here (W3C WebAuthn, level 2).

A challenge is drawn for each page that asks for one, lies in the session, and counts once.
"""

import json
import secrets
from typing import Any, Final
from urllib.parse import urlsplit

import webauthn
from django.http import HttpRequest
from django.utils import timezone
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    UserVerificationRequirement,
)

from pendopo.desk.hall import hall
from pendopo.desk.models import Passkey, Person
from pendopo.standards.passkey import Assertion

_DRAWN: Final = "passkey"
_CHALLENGE_BYTES: Final = 32
_MOST: Final = 20
_LETTERS_MOST: Final = 20_000
NAME_MOST: Final = 64
# Those whose signatures under what is let through anybody can check (``standards.passkey``).
_KINDS: Final = (
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
)


class PasskeyError(Exception):
    """What a browser sent is no signature of a key that is known here."""


def options_to_make(request: HttpRequest, person: Person) -> str:
    """Give what the browser is asked to make a key with, as JSON."""
    made = webauthn.generate_registration_options(
        rp_id=_host(request),
        rp_name=hall(request).config.government.name,
        user_name=person.name,
        user_display_name=str(person),
        user_id=str(person.pk).encode(),
        challenge=_drawn(request),
        exclude_credentials=_known(person),
        supported_pub_key_algs=list(_KINDS),
        authenticator_selection=AuthenticatorSelectionCriteria(
            user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    return options_to_json(made)


def options_to_sign(request: HttpRequest, person: Person) -> str:
    """Give what the browser is asked to sign with a key, as JSON."""
    made = webauthn.generate_authentication_options(
        rp_id=_host(request), challenge=_drawn(request), allow_credentials=_known(person)
    )
    return options_to_json(made)


def add(request: HttpRequest, person: Person, sent: str, name: str) -> Passkey:
    """Keep a key that the browser made.

    :param sent: what it answered, as JSON
    :raises PasskeyError: when that is no answer to what was asked, or there are too many keys
    """
    challenge, answer = _taken(request), _parsed(sent)
    if person.passkeys.count() >= _MOST:
        raise PasskeyError
    try:
        found = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(request),
            expected_origin=_origin(request),
        )
    except Exception as error:  # whatever a stranger's bytes do to who parses them
        raise PasskeyError from error
    key_id = bytes_to_base64url(found.credential_id)
    if Passkey.objects.filter(key_id=key_id).exists():
        raise PasskeyError
    return Passkey.objects.create(
        person=person,
        name=name.strip()[:NAME_MOST] or "-",
        key_id=key_id,
        public=bytes_to_base64url(found.credential_public_key),
        signs=found.sign_count,
        made_at=timezone.now(),
    )


def signed(request: HttpRequest, person: Person, sent: str) -> bool:
    """Whether one of a person's keys signed the challenge that was drawn for this session."""
    try:
        challenge, answer = _taken(request), _parsed(sent)
        key = person.passkeys.get(key_id=str(answer.get("id", "")))
        found = _verified(request, key, answer, challenge)
    except Exception:  # noqa: BLE001  whatever a stranger's bytes do to who parses them
        return False
    # A copy of the key falls behind; and the same answer does not count twice.
    fresh = Passkey.objects.filter(pk=key.pk, signs=key.signs)
    return bool(fresh.update(signs=found.new_sign_count, used_at=timezone.now()))


def options_to_approve(request: HttpRequest, key: Passkey, challenge: bytes) -> str:
    """Give what the browser is asked to sign with one key, as JSON; the device asks who is there.

    :param challenge: SHA-256 of what is signed
    """
    made = webauthn.generate_authentication_options(
        rp_id=_host(request),
        challenge=challenge,
        allow_credentials=[_described(key)],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(made)


def approved(request: HttpRequest, key: Passkey, sent: str, challenge: bytes) -> Assertion:
    """Give what a key answered to a challenge, once it is right.

    :raises PasskeyError: when it is no answer to that, or the device did not ask who is there
    """
    try:
        answer = _parsed(sent)
        found = _verified(request, key, answer, challenge, who=True)
        parts = answer["response"]
        names = ("authenticatorData", "clientDataJSON", "signature")
        made = Assertion(*(base64url_to_bytes(parts[name]) for name in names))
    except Exception as error:  # whatever a stranger's bytes do to who parses them
        raise PasskeyError from error
    Passkey.objects.filter(pk=key.pk).update(signs=found.new_sign_count, used_at=timezone.now())
    return made


def _verified(
    request: HttpRequest,
    key: Passkey,
    answer: dict[str, Any],
    challenge: bytes,
    *,
    who: bool = False,
) -> VerifiedAuthentication:
    """Hold an answer to a key, a challenge and the place where it was asked.

    :param who: whether the device must have asked who is there
    """
    return webauthn.verify_authentication_response(
        credential=answer,
        expected_challenge=challenge,
        expected_rp_id=_host(request),
        expected_origin=_origin(request),
        credential_public_key=base64url_to_bytes(key.public),
        credential_current_sign_count=key.signs,
        require_user_verification=who,
    )


def _known(person: Person) -> list[PublicKeyCredentialDescriptor]:
    return [_described(one) for one in person.passkeys.all()]


def _described(key: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.key_id))


def _drawn(request: HttpRequest) -> bytes:
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    request.session[_DRAWN] = bytes_to_base64url(challenge)
    return challenge


def _taken(request: HttpRequest) -> bytes:
    """Take the challenge out of the session, so that it counts once."""
    drawn = request.session.pop(_DRAWN, "")
    if not drawn:
        raise PasskeyError
    return base64url_to_bytes(drawn)


def _parsed(sent: str) -> dict[str, Any]:
    try:
        found = json.loads(sent) if len(sent) <= _LETTERS_MOST else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise PasskeyError
    return found


def _origin(request: HttpRequest) -> str:
    """Give the address that keys are bound to: where the staff reach the desk."""
    return hall(request).config.desk.address or f"{request.scheme}://{request.get_host()}"


def _host(request: HttpRequest) -> str:
    return urlsplit(_origin(request)).hostname or ""
