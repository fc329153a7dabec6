"""Signing in by a government's identity provider: a real one, over HTTP on this machine."""

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.desk.conftest import Answer, Desk, Visitor, open_in

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
def provider() -> Iterator[str]:
    words = [sys.executable, "-W", "ignore", "-c", _PROVIDER, json.dumps(PEOPLE)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        words, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        yield f"http://localhost:{int(process.stdout.readline())}"
        process.terminate()


@pytest.fixture(scope="module")
def desk(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    more = f'[desk]\noidc_issuer = "{provider}"\noidc_client = "{CLIENT}"\n'
    made = open_in(tmp_path_factory.mktemp("desk") / "hall", more)
    (made.opened.place.private / "secrets/oidc.secret").write_text("kunci rahasia\n")
    from pendopo.desk.models import Person

    for name, role, office in (
        ("sari", "publisher", "Desa Rejo"),
        ("dewi", "reviewer", ""),
        ("joko", "publisher", "Desa Rejo"),
    ):
        made.invite(name, role, office)
        Person.objects.filter(name=name).update(email=f"{name}@rejo.example")
    Person.objects.filter(name="dewi").update(totp="JBSWY3DPEHPK3PXP")
    Person.objects.filter(name="joko").update(is_active=False)
    return made


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
    ],
)
def test_a_token_that_is_not_the_providers_for_us_and_for_now_is_refused(
    desk: Desk, provider: str, monkeypatch: pytest.MonkeyPatch, made: dict[str, Any], told: str
):
    from pendopo.desk import oidc

    keys = {name: rsa.generate_private_key(65_537, 2048) for name in ("own", "other")}
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(keys["own"].public_key()))
    monkeypatch.setattr(oidc, "_fetched", lambda _: {"keys": [{**public, "kid": "1"}]})
    claims = {
        "iss": provider, "sub": "1", "aud": CLIENT, "exp": 4e9, "iat": 1, "nonce": "n", **made,
    }  # fmt: skip
    claims = {name: value for name, value in claims.items() if value is not None}
    alg, key = claims.pop("alg", "RS256"), keys[claims.pop("key", "own")]
    secret: Any = {"RS256": key, "HS256": "x" * 64, "none": None}[alg]

    token = jwt.encode(claims, secret, algorithm=alg, headers={"kid": "1"})

    with pytest.raises(oidc.OidcError, match=told):
        oidc._claims(desk.opened, {"jwks_uri": ""}, token)
