"""Signing in by an identity provider: what one answers that no real one does.

What a real one does has its tests in test_oidc_provider; here a stand-in says what is asked of it.
"""

import http.client
import json
import secrets
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.desk.conftest import Answer, Desk, Visitor, as_asked

CLIENT = "pendopo-desk"
PEOPLE = {
    "sub-sari": {"email": "Sari@Rejo.example", "email_verified": True},
    "sub-dewi": {"email": "dewi@rejo.example", "email_verified": True},
    "sub-unseen": {"email": "sari@rejo.example", "email_verified": False},
    "sub-stranger": {"email": "nobody@rejo.example", "email_verified": True},
    "sub-shut": {"email": "joko@rejo.example", "email_verified": True},
}


# A process of its own: what its libraries find deprecated in each other is no fault of ours.
_PROVIDER = """
import json, sys
from oidc_provider_mock import User, run_server_in_thread
users = [User(sub=sub, claims=claims) for sub, claims in json.loads(sys.argv[1]).items()]
with run_server_in_thread(user_claims=users) as server:
    print(server.server_port, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the provider writes a line for each request."""
    return tmp_path_factory.mktemp("provider") / "asked.txt"


@pytest.fixture(scope="module")
def provider(asked: Path) -> Iterator[str]:
    words = [sys.executable, "-W", "ignore", "-c", _PROVIDER, json.dumps(PEOPLE)]
    pipe = subprocess.PIPE
    with (
        asked.open("w") as lines,
        subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=lines, text=True) as process,
    ):
        assert process.stdout
        yield f"http://localhost:{int(process.stdout.readline())}"
        process.terminate()


@pytest.fixture(scope="module")
def desk(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    more = f'oidc_issuer = "{provider}"\noidc_client = "{CLIENT}"\n'
    for made in as_asked(tmp_path_factory, more):
        (made.opened.place.private / "secrets/oidc.secret").write_text("kunci rahasia\n")
        invite(made)
        yield made


def invite(desk: Desk) -> None:
    from pendopo.desk.models import Person

    for name, role, office in (
        ("sari", "publisher", "Desa Rejo"),
        ("dewi", "reviewer", ""),
        ("joko", "publisher", "Desa Rejo"),
    ):
        desk.invite(name, role, office)
        Person.objects.filter(name=name).update(email=f"{name}@rejo.example")
    Person.objects.filter(name="dewi").update(totp="JBSWY3DPEHPK3PXP")
    Person.objects.filter(name="joko").update(is_active=False)


def agreed(address: str, sub: str) -> str:
    """Sign in there, and give where the provider sends the browser back to."""
    parts = urlsplit(address)
    line = http.client.HTTPConnection(parts.netloc, timeout=5)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", f"{parts.path}?{parts.query}", urlencode({"sub": sub}), form)
    back = line.getresponse().getheader("Location") or ""
    line.close()
    return back.removeprefix("http://localhost")


def by_provider(visitor: Visitor, sub: str) -> Answer:
    return visitor.get(agreed(visitor.get("/sign-in/office/").to, sub))


def test_whom_the_provider_knows_is_signed_in_with_the_roles_given_here(desk: Desk):
    visitor = desk.visitor()

    asked = parse_qs(urlsplit(visitor.get("/sign-in/office/").to).query)
    answer = by_provider(visitor, "sub-sari")

    assert "Sign in with your office" in desk.visitor().get("/sign-in/").text
    assert asked["code_challenge_method"] == ["S256"]
    assert answer.to == "/"
    assert visitor.get("/hand-in/").status == 200
    assert visitor.get("/people/").status == 403


def test_who_signs_takes_the_second_step_here_all_the_same(desk: Desk):
    visitor = desk.visitor()

    answer = by_provider(visitor, "sub-dewi")

    assert answer.to == "/sign-in/second/"
    assert visitor.get("/").to == "/sign-in/"


@pytest.mark.parametrize("sub", ["sub-unseen", "sub-stranger", "sub-shut", "sub-unknown"])
def test_whom_nobody_vouches_for_or_invited_is_not_signed_in(desk: Desk, sub: str):
    visitor = desk.visitor()

    answer = by_provider(visitor, sub)

    assert answer.status == 403
    assert visitor.get("/").to == "/sign-in/"


def test_an_answer_to_another_browser_or_a_second_time_signs_nobody_in(desk: Desk):
    visitor, other = desk.visitor(), desk.visitor()
    back = agreed(visitor.get("/sign-in/office/").to, "sub-sari")
    other.get("/sign-in/office/")

    stolen, first, again = other.get(back), visitor.get(back), visitor.get(back)

    assert (stolen.status, first.status, again.status) == (403, 302, 403)


@pytest.mark.parametrize(
    "back", ["", "?state=x", "?state=x&code=y", "?error=access_denied", "?code=%fe&state=%ff"]
)
def test_what_is_no_answer_of_the_provider_is_no_fault(desk: Desk, back: str):
    visitor = desk.visitor()
    visitor.get("/sign-in/office/")

    assert visitor.get(f"/sign-in/office/back/{back}").status == 403


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ({"aud": "another"}, "token is not good"),
        ({"iss": "https://evil.example"}, "token is not good"),
        ({"exp": 1}, "token is not good"),
        ({"nonce": None}, "token is not good"),
        ({"key": "other"}, "token is not good"),
        ({"alg": "HS256"}, "no key"),
        ({"alg": "none"}, "no key"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "for another client"),
    ],
)
def test_a_token_that_is_not_the_providers_for_us_and_for_now_is_refused(
    desk: Desk, provider: str, monkeypatch: pytest.MonkeyPatch, made: dict[str, Any], told: str
):
    from pendopo.desk import oidc
    from pendopo.desk import provider as told_by
    from pendopo.desk.provider import OidcError

    keys = {name: rsa.generate_private_key(65_537, 2048) for name in ("own", "other")}
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(keys["own"].public_key()))
    monkeypatch.setattr(
        told_by, "_asked", lambda *_: told_by._Kept(1e12, {"keys": [{**public, "kid": "1"}]})
    )
    claims = {
        "iss": provider, "sub": "1", "aud": CLIENT, "exp": 4e9, "iat": 1, "nonce": "n", **made,
    }  # fmt: skip
    claims = {name: value for name, value in claims.items() if value is not None}
    alg, key = claims.pop("alg", "RS256"), keys[claims.pop("key", "own")]
    secret: Any = {"RS256": key, "HS256": "x" * 64, "none": None}[alg]

    token = jwt.encode(claims, secret, algorithm=alg, headers={"kid": "1"})

    with pytest.raises(OidcError, match=told):
        oidc._claims(desk.opened, {"jwks_uri": secrets.token_hex()}, token)


def test_who_begins_leaves_nothing_here_and_the_provider_is_asked_once(desk: Desk, asked: Path):
    from django.contrib.sessions.models import Session

    before = Session.objects.count()
    answers = [desk.visitor().get("/sign-in/office/") for _ in range(20)]

    cookie = answers[-1].headers["Set-Cookie"]
    assert {one.status for one in answers} == {302}
    assert Session.objects.count() == before
    assert asked.read_text().count("openid-configuration") == 1
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Max-Age=600"))


def test_what_a_browser_was_given_is_good_for_ten_minutes_and_of_our_making(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    from django.core import signing

    late, forger = desk.visitor(), desk.visitor()
    back = agreed(late.get("/sign-in/office/").to, "sub-sari")
    forged = agreed(forger.get("/sign-in/office/").to, "sub-sari")
    forger.cookies["pendopo_desk_oidc"] = signing.dumps({"state": "x"}, key="x", salt="x")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 601)

    answers = [late.get(back), forger.get(forged)]

    assert [one.status for one in answers] == [403, 403]
    assert all("no answer to what this browser asked" in one.text for one in answers)


@pytest.mark.parametrize(
    ("sub", "told"), [("sub-unseen", "is yours"), ("sub-stranger", "No account here")]
)
def test_who_is_not_let_in_reads_why(desk: Desk, sub: str, told: str):
    assert told in by_provider(desk.visitor(), sub).text


class _Telling(BaseHTTPRequestHandler):
    """A provider's documents as the test writes them, each asking counted."""

    told: ClassVar[dict[str, str]]
    asked: ClassVar[Counter[str]]

    def do_GET(self) -> None:
        self.asked[self.path] += 1
        body = self.told.get(self.path, "").encode()
        self.send_response(200 if body else 503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def telling() -> Iterator[tuple[str, dict[str, str], Counter[str]]]:
    class Own(_Telling):
        told: ClassVar = {}
        asked: ClassVar = Counter()

    with ThreadingHTTPServer(("127.0.0.1", 0), Own) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", Own.told, Own.asked
        server.shutdown()


def test_a_document_is_kept_for_an_hour_and_a_failure_for_a_minute(telling):
    from pendopo.desk.provider import Documents, OidcError, SilentError

    (own, told, asked), documents = telling, Documents()
    for now_s in (0, 30, 59):
        with pytest.raises(SilentError, match="503"):
            documents.read(f"{own}/a", now_s)
    silent = asked["/a"]
    told["/a"] = '{"a": 1}'

    found = [documents.read(f"{own}/a", now_s) for now_s in (60, 90, 3659)]
    hour = asked["/a"]
    told["/a"] = "[]"
    with pytest.raises(OidcError, match="no JSON object"):
        documents.read(f"{own}/a", 3660)

    assert (silent, hour, asked["/a"]) == (1, 2, 3)
    assert found == [{"a": 1}] * 3


def test_a_provider_that_is_silent_is_told_and_asked_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, telling
):
    from pendopo.desk import oidc, provider

    class Elsewhere(provider.Documents):
        def read(self, address: str, now_s: float, most_s: float = provider.KEPT_S):
            return super().read(f"{telling[0]}{urlsplit(address).path}", now_s, most_s)

    monkeypatch.setattr(oidc, "_DOCUMENTS", Elsewhere())

    answers = [desk.visitor().get("/sign-in/office/") for _ in range(3)]

    assert [one.status for one in answers] == [503] * 3
    assert all("sign-in does not answer" in one.text for one in answers)
    assert telling[2] == {"/.well-known/openid-configuration": 1}


def test_a_key_that_is_new_is_asked_for_but_not_twice_within_a_minute(telling):
    from pendopo.desk import oidc
    from pendopo.desk.provider import OidcError

    own, told, asked = telling
    jwk = json.loads(
        jwt.algorithms.RSAAlgorithm.to_jwk(rsa.generate_private_key(65_537, 2048).public_key())
    )
    told["/keys"] = json.dumps({"keys": [{**jwk, "kid": "1"}]})
    first = oidc._key(f"{own}/keys", "1", 1000)
    told["/keys"] = json.dumps({"keys": [{**jwk, "kid": "2"}]})

    with pytest.raises(OidcError, match="no key"):
        oidc._key(f"{own}/keys", "2", 1059)
    early = asked["/keys"]
    second = oidc._key(f"{own}/keys", "2", 1060)

    assert (first.key_id, second.key_id) == ("1", "2")
    assert (early, asked["/keys"]) == (1, 2)
