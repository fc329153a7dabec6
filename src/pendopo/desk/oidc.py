"""Signing in by a government's own identity provider: OpenID Connect Core 1.0, by code and PKCE.

It stands for the password alone. The provider is believed in who has an e-mail address, and the
desk's administrator in whose account that is; roles are given here.
"""

import base64
import binascii
import hashlib
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

import jwt
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from pendopo.desk.hall import hall
from pendopo.desk.models import Person
from pendopo.desk.provider import (
    AGAIN_S,
    BY_FORM,
    BY_HEADER,
    KEPT_S,
    Documents,
    OidcError,
    SilentError,
    described,
    json_object,
)
from pendopo.peers.asking import AskError, post_form
from pendopo.programme.programme import Programme
from pendopo.terms.wording import say

SECRET: Final = "secrets/oidc.secret"  # noqa: S105  where it lies
# How long somebody may take over signing in there.
DRAWN_S: Final = 600
# How long a provider keeps a sign-in at most, as a rule.
_OUT_S: Final = 30 * 86_400
_SALT: Final = "pendopo.desk.oidc"
_ASK_S: Final = 5.0
_MOST_BYTES: Final = 1 << 20
# Never "none", and never one whose key would be the client's secret (RFC 8725, 3.1).
_ALGORITHMS: Final = ("RS256", "ES256", "PS256", "EdDSA")
_LEEWAY_S: Final = 60
_WHY_LETTERS: Final = 60
# What is answered to a client that said otherwise who it is than agreed (RFC 6749, 5.2).
_CLIENT_REFUSED: Final = ("invalid_client", "unauthorized_client")
_CLAIMS: Final = ("iss", "sub", "aud", "exp", "iat", "nonce")
_DOCUMENTS: Final = Documents()
_OTHERWISE: Final = say(
    "This is no answer to what this browser asked in the last ten minutes. Begin again."
)
_NOBODY: Final = say("Your office's sign-in let nobody in. Begin again, or use your password.")
_UNSEEN: Final = say(
    "Your office's sign-in does not say that your e-mail address is yours. Sign in with your "
    "password, or ask those who run it."
)
_STRANGER: Final = say(
    "No account here has the e-mail address that your office's sign-in names, or more than one "
    "has. Ask an administrator to write it beside your name."
)


def offered(opened: Programme) -> bool:
    """Whether this desk has a provider."""
    return bool(opened.config.desk.oidc_issuer)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send the browser there; what comes back is held to what is drawn here.

    What is drawn goes with the browser, signed and for ten minutes: nothing is kept here of
    somebody who is nobody yet.

    :raises OidcError: when the provider does not describe itself
    """
    opened = hall(request)
    place = described(_DOCUMENTS, opened.config.desk.oidc_issuer, time.monotonic())
    drawn = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
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
    # Who signed out in this browser is asked anew there: it may be another who sits before it.
    if request.COOKIES.get(_out()):
        asked["prompt"] = "login"
    there = place["authorization_endpoint"]
    answer = HttpResponseRedirect(
        f"{there}{'&' if urlsplit(there).query else '?'}{urlencode(asked)}"
    )
    return _keep(answer, _cookie(), signing.dumps(drawn, salt=_SALT), DRAWN_S)


def forget_drawn(answer: HttpResponse) -> HttpResponse:
    """Take from the browser what was drawn for it: it is good for one answer."""
    answer.delete_cookie(_cookie(), samesite="Lax")
    return answer


def signed_in_there(request: HttpRequest) -> Person:
    """Give whom the provider sent back.

    :raises OidcError: when it sent nobody, or nobody who has an account here
    """
    drawn = _drawn(request)
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    if not secrets.compare_digest(drawn["state"].encode(), state.encode()):
        raise OidcError("it is no answer to what this browser asked", _OTHERWISE)
    if not code:
        raise OidcError("the provider signed nobody in", _NOBODY)
    opened = hall(request)
    place = described(_DOCUMENTS, opened.config.desk.oidc_issuer, time.monotonic())
    claims = _claims(opened, place, _token(request, place, code, drawn["verifier"]))
    if not secrets.compare_digest(str(claims["nonce"]).encode(), drawn["nonce"].encode()):
        raise OidcError("the nonce is another one")
    return _person(claims)


def remember_out(answer: HttpResponse) -> HttpResponse:
    """Have this browser's next sign-in there ask for the password, though it is open still."""
    return _keep(answer, _out(), "1", _OUT_S)


def forget_out(answer: HttpResponse) -> HttpResponse:
    """Let this browser's next sign-in there be as the provider has it."""
    answer.delete_cookie(_out(), samesite="Lax")
    return answer


def _keep(answer: HttpResponse, name: str, text: str, seconds: int) -> HttpResponse:
    """Have the browser keep a text for the way back.

    Lax, since that is a link on another site; Strict would leave the cookie behind.
    """
    answer.set_cookie(
        name,
        text,
        max_age=seconds,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


def _out() -> str:
    return f"{settings.SESSION_COOKIE_NAME}_out"


def _cookie() -> str:
    """Name it after the session's, which is named by the port, and behind TLS by the host."""
    return f"{settings.SESSION_COOKIE_NAME}_oidc"


def _drawn(request: HttpRequest) -> dict[str, str]:
    """Read what this browser was given.

    :raises OidcError: when it has nothing, something of another's making, or something too old
    """
    try:
        found: dict[str, str] = signing.loads(
            request.COOKIES.get(_cookie(), ""), salt=_SALT, max_age=DRAWN_S
        )
    except signing.BadSignature as error:
        raise OidcError("it is no answer to what this browser asked", _OTHERWISE) from error
    return found


def _token(request: HttpRequest, place: Mapping[str, str], code: str, verifier: str) -> str:
    opened = hall(request)
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _back(request),
        "code_verifier": verifier,
    }
    status, why = 0, ""
    for said, by in _ways(opened, place["ways"].split()):
        try:
            fields, there = {**sent, **said}, place["token_endpoint"]
            reply = post_form(there, fields, _ASK_S, _MOST_BYTES, by)
        except AskError as error:
            raise SilentError(f"the token endpoint does not answer ({error})") from error
        answer = json_object(reply.text)
        if reply.status == 200 and isinstance(answer.get("id_token"), str):  # noqa: PLR2004
            return str(answer["id_token"])
        status, why = reply.status, str(answer.get("error", ""))[:_WHY_LETTERS]
        if why not in _CLIENT_REFUSED:
            break
    raise OidcError(f"the token endpoint gave no token ({status} {why})")


def _ways(opened: Programme, offered: Sequence[str]) -> Iterator[tuple[dict[str, str], str]]:
    """Give how we say who we are: fields of the form, and the field Authorization.

    A provider offers several ways, and takes of each client the one it was registered with, which
    only trying tells. The name alone is said by who has no secret (RFC 6749, 2.3.1 and 3.2.1).
    """
    client, place = opened.config.desk.oidc_client, opened.place.private / SECRET
    secret = place.read_text("utf-8").strip() if place.exists() else ""
    if secret and BY_HEADER in offered:
        words = f"{quote_plus(client)}:{quote_plus(secret)}".encode()
        yield {}, f"Basic {base64.b64encode(words).decode()}"
    if secret and BY_FORM in offered:
        yield {"client_id": client, "client_secret": secret}, ""
    if not secret:
        yield {"client_id": client}, ""


def _claims(opened: Programme, place: Mapping[str, str], token: str) -> dict[str, Any]:
    """Read an ID token, held to be the provider's and for us (OpenID Connect Core, 3.1.3.7).

    :raises OidcError: when it is another's, or was made for another client
    """
    desk = opened.config.desk
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in _ALGORITHMS:
            raise OidcError("no key of the provider fits the token")
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(place["jwks_uri"], header.get("kid"), time.monotonic()),
            algorithms=[str(header["alg"])],
            audience=desk.oidc_client,
            issuer=desk.oidc_issuer,
            leeway=_LEEWAY_S,
            options={"require": list(_CLAIMS)},
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, binascii.Error) as error:
        raise OidcError(f"the token is not good ({type(error).__name__})") from error
    # One that is for several clients names the one that it was made for.
    if claims.get("azp", desk.oidc_client) != desk.oidc_client:
        raise OidcError("the token was made for another client")
    return claims


def _key(address: str, name: object, now_s: float) -> jwt.PyJWK:
    """Give the provider's key of that name; one that is not kept yet is asked for anew.

    :raises OidcError: when there is none
    """
    for most_s in (KEPT_S, AGAIN_S):
        found = dict(_DOCUMENTS.read(address, now_s, most_s))
        keys = jwt.PyJWKSet.from_dict(found).keys
        if fitting := [one for one in keys if name in {None, one.key_id}]:
            return fitting[0]
    raise OidcError("no key of the provider fits the token")


def _person(claims: Mapping[str, Any]) -> Person:
    """Find the one account of an e-mail address that the provider has seen to be theirs."""
    email = str(claims.get("email") or "")
    if not email or claims.get("email_verified") is not True:
        raise OidcError("the provider does not vouch for an e-mail address", _UNSEEN)
    found = list(Person.objects.filter(email__iexact=email, is_active=True)[:2])
    if len(found) != 1:
        raise OidcError("no account, or more than one, has that address", _STRANGER)
    return found[0]


def _back(request: HttpRequest) -> str:
    own = hall(request).config.desk.address or f"{request.scheme}://{request.get_host()}"
    return own + reverse("oidc_back")
