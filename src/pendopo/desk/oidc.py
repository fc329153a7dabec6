"""Signing in by a government's own identity provider: OpenID Connect Core 1.0, by code and PKCE.

It stands for the password alone. The provider is believed in who has an e-mail address, and the
desk's administrator in whose account that is; roles are given here.
"""

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import jwt
from django.http import HttpRequest
from django.urls import reverse

from pendopo.desk.hall import hall
from pendopo.desk.models import Person
from pendopo.peers.asking import AskError, get, post
from pendopo.programme.programme import Programme

SECRET: Final = "secrets/oidc.secret"  # noqa: S105  where it lies
_DRAWN: Final = "oidc"
_ASK_S: Final = 10.0
_MOST_BYTES: Final = 1 << 20
_FORM: Final = "application/x-www-form-urlencoded"
# Never "none", and never one whose key would be the client's secret (RFC 8725, 3.1).
_ALGORITHMS: Final = ("RS256", "ES256", "PS256", "EdDSA")
_LEEWAY_S: Final = 60
_CLAIMS: Final = ("iss", "sub", "aud", "exp", "iat", "nonce")


class OidcError(Exception):
    """Nobody was signed in by the provider: why, for the log."""


def offered(opened: Programme) -> bool:
    """Whether this desk has a provider."""
    return bool(opened.config.desk.oidc_issuer)


def address_to_sign_in(request: HttpRequest) -> str:
    """Give where the browser is sent; what comes back is held to what is drawn here.

    :raises OidcError: when the provider does not answer
    """
    opened = hall(request)
    drawn = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    request.session[_DRAWN] = drawn
    digest = hashlib.sha256(drawn["verifier"].encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": opened.config.desk.oidc_client,
        "redirect_uri": _back(request),
        "scope": "openid email",
        "state": drawn["state"],
        "nonce": drawn["nonce"],
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    place = _described(opened)["authorization_endpoint"]
    return f"{place}{'&' if urlsplit(place).query else '?'}{urlencode(asked)}"


def signed_in_there(request: HttpRequest) -> Person:
    """Give whom the provider sent back.

    :raises OidcError: when it sent nobody, or nobody who has an account here
    """
    drawn = request.session.pop(_DRAWN, None)
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    if not drawn or not secrets.compare_digest(drawn["state"].encode(), state.encode()):
        raise OidcError("it is no answer to what this browser asked")
    if not code:
        raise OidcError("the provider signed nobody in")
    opened = hall(request)
    described = _described(opened)
    claims = _claims(opened, described, _token(request, described, code, drawn["verifier"]))
    if not secrets.compare_digest(str(claims["nonce"]).encode(), drawn["nonce"].encode()):
        raise OidcError("the nonce is another one")
    return _person(claims)


def _token(request: HttpRequest, described: Mapping[str, str], code: str, verifier: str) -> str:
    opened = hall(request)
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _back(request),
        "code_verifier": verifier,
        "client_id": opened.config.desk.oidc_client,
    }
    secret = opened.place.private / SECRET
    if secret.exists():
        sent["client_secret"] = secret.read_text("utf-8").strip()
    try:
        body = urlencode(sent).encode()
        reply = post(described["token_endpoint"], body, _ASK_S, _MOST_BYTES, _FORM)
    except AskError as error:
        raise OidcError(f"the token endpoint does not answer ({error})") from error
    token = _read(reply.text).get("id_token") if reply.status == 200 else None  # noqa: PLR2004
    if not isinstance(token, str):
        raise OidcError(f"the token endpoint gave no token ({reply.status})")
    return token


def _claims(opened: Programme, described: Mapping[str, str], token: str) -> dict[str, Any]:
    """Read an ID token, held to be the provider's and for us (OpenID Connect Core, 3.1.3.7)."""
    desk = opened.config.desk
    try:
        header = jwt.get_unverified_header(token)
        keys = jwt.PyJWKSet.from_dict(_fetched(described["jwks_uri"])).keys
        fitting = [one for one in keys if header.get("kid") in {None, one.key_id}]
        if not fitting or header.get("alg") not in _ALGORITHMS:
            raise OidcError("no key of the provider fits the token")
        return jwt.decode(
            token,
            fitting[0],
            algorithms=[str(header["alg"])],
            audience=desk.oidc_client,
            issuer=desk.oidc_issuer,
            leeway=_LEEWAY_S,
            options={"require": list(_CLAIMS)},
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, binascii.Error) as error:
        raise OidcError(f"the token is not good ({type(error).__name__})") from error


def _person(claims: Mapping[str, Any]) -> Person:
    """Find the one account of an e-mail address that the provider has seen to be theirs."""
    email = str(claims.get("email") or "")
    if not email or claims.get("email_verified") is not True:
        raise OidcError("the provider does not vouch for an e-mail address")
    found = list(Person.objects.filter(email__iexact=email, is_active=True)[:2])
    if len(found) != 1:
        raise OidcError("no account, or more than one, has that address")
    return found[0]


def _described(opened: Programme) -> dict[str, str]:
    """Give how a provider describes itself (OpenID Connect Discovery 1.0, 4).

    :raises OidcError: when it does not, or is another one
    """
    issuer = opened.config.desk.oidc_issuer
    found = _fetched(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise OidcError("the provider names itself otherwise than desk.oidc_issuer does")
    wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if not all(isinstance(found.get(name), str) for name in wanted):
        raise OidcError("the provider does not describe itself")
    return {name: found[name] for name in wanted}


def _fetched(address: str) -> dict[str, Any]:
    try:
        reply = get(address, _ASK_S, _MOST_BYTES)
    except AskError as error:
        raise OidcError(f"the provider does not answer ({error})") from error
    return _read(reply.text)


def _read(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise OidcError("the provider answers no JSON object")
    return found


def _back(request: HttpRequest) -> str:
    own = hall(request).config.desk.address or f"{request.scheme}://{request.get_host()}"
    return own + reverse("oidc_back")
