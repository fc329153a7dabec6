"""What an identity provider says of itself: its description and its keys, which change rarely.

Both are asked of a server elsewhere while somebody waits, and whoever opens the sign-in page may
have them asked. So each is kept for an hour, nothing is asked twice within a minute, whether it was
answered or not, and an answer has three seconds.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pendopo.peers.asking import AskError, get
from pendopo.terms.wording import say

KEPT_S: Final = 3600.0
AGAIN_S: Final = 60.0
BY_HEADER: Final = "client_secret_basic"
BY_FORM: Final = "client_secret_post"
_ASK_S: Final = 3.0
_MOST_BYTES: Final = 1 << 20
_OK: Final = 200
_SILENT: Final = say(
    "Your office's sign-in does not answer. Sign in with your password, or try again in a minute."
)
_ODD: Final = say(
    "Your office's sign-in answers otherwise than agreed. Sign in with your password; who runs the "
    "desk finds the reason in its log."
)


class OidcError(Exception):
    """Nobody was signed in by the provider: why, for the log.

    :param told: what whoever wanted to sign in reads, marked with ``say``
    """

    def __init__(self, why: str, told: str = _ODD) -> None:
        self.told = told
        super().__init__(why)


class SilentError(OidcError):
    """The provider did not answer, or not in time."""

    def __init__(self, why: str) -> None:
        super().__init__(why, _SILENT)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What came of asking.

    :param asked_s: when; seconds of a clock that never goes back
    :param failed: why nothing came; None where ``found`` did
    """

    asked_s: float
    found: Mapping[str, Any]
    failed: OidcError | None = None


class Documents:
    """JSON documents by address, kept in this process."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}
        self._asking = threading.Lock()

    def read(self, address: str, now_s: float, most_s: float = KEPT_S) -> Mapping[str, Any]:
        """Give a document.

        :param now_s: seconds of the clock by which all of these are asked
        :param most_s: how old it may be; younger than a minute it always may
        :raises OidcError: when there is none, now or at the last time of asking
        """
        with self._asking:  # who comes second takes what the first was told
            kept = self._kept.get(address)
            least = AGAIN_S if kept and kept.failed else max(AGAIN_S, most_s)
            if kept is None or now_s - kept.asked_s >= least:
                kept = self._kept[address] = _asked(address, now_s)
        if kept.failed:
            raise kept.failed.with_traceback(None)  # raised again and again, it would grow
        return kept.found


def described(documents: Documents, issuer: str, now_s: float) -> Mapping[str, str]:
    """Give how a provider describes itself (OpenID Connect Discovery 1.0, 4).

    :returns: its addresses; and ``ways``, by which a client may say who it is, with a blank between
    :raises OidcError: when it does not, or is another one
    """
    address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    found = documents.read(address, now_s)
    if found.get("issuer") != issuer:
        raise OidcError("the provider names itself otherwise than desk.oidc_issuer does")
    wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if not all(isinstance(found.get(name), str) for name in wanted):
        raise OidcError("the provider does not describe itself")
    # Where nothing is said, this is the way (Discovery 1.0, 3).
    ways = found.get("token_endpoint_auth_methods_supported") or [BY_HEADER]
    if not isinstance(ways, list):
        raise OidcError("the provider does not describe itself")
    return {name: found[name] for name in wanted} | {"ways": " ".join(map(str, ways))}


def json_object(text: str) -> dict[str, Any]:
    """Read an answer.

    :raises OidcError: when it is no JSON object
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise OidcError("the provider answers no JSON object")
    return found


def _asked(address: str, now_s: float) -> _Kept:
    try:
        reply = get(address, _ASK_S, _MOST_BYTES)
    except AskError as error:
        return _Kept(now_s, {}, SilentError(f"the provider does not answer ({error})"))
    if reply.status != _OK:
        return _Kept(now_s, {}, SilentError(f"the provider answers {reply.status}"))
    try:
        return _Kept(now_s, json_object(reply.text))
    except OidcError as error:
        return _Kept(now_s, {}, error)
