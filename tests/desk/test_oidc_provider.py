"""Signing in by an identity provider that governments run: Glewlwyd, as Debian has it."""

import base64
import hashlib
import json
import logging
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.desk.conftest import Answer, Desk, Visitor, as_asked
from tests.desk.glewlwyd import BACK, CLIENT, SECRET, Browser, Provider, key, running
from tests.desk.test_oidc import invite

pytestmark = pytest.mark.xdist_group("glewlwyd")
OTHER = "another-desk"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    for made in running(tmp_path_factory.mktemp("provider")):
        made.add("sari", "Sari@Rejo.example")
        made.add("dewi", "dewi@rejo.example")
        made.add("joko", "joko@rejo.example")
        made.add("tamu", "nobody@rejo.example")
        made.add("belum", "sari@rejo.example", verified=False)
        made.add("diam", "sari@rejo.example", verified=None)
        yield made


@pytest.fixture(scope="module")
def desk(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    more = f'oidc_issuer = "{provider.issuer}"\noidc_client = "{CLIENT}"\n'
    for made in as_asked(tmp_path_factory, more):
        (made.opened.place.private / "secrets/oidc.secret").write_text(f"{SECRET}\n")
        invite(made)
        yield made


@pytest.fixture(autouse=True)
def nothing_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the provider says of itself is asked anew: a test may have changed it."""
    from pendopo.desk import oidc
    from pendopo.desk.provider import Documents

    assert desk.opened.config.desk.oidc_issuer
    monkeypatch.setattr(oidc, "_DOCUMENTS", Documents())


def entered(provider: Provider, name: str) -> Browser:
    browser = provider.browser()
    assert browser.enter(name) == 200
    return browser


def by_provider(visitor: Visitor, browser: Browser) -> Answer:
    return visitor.get(browser.back(visitor.get("/sign-in/office/").to))


def test_whom_it_knows_is_signed_in_with_the_roles_given_here(desk: Desk, provider: Provider):
    visitor = desk.visitor()

    answer = by_provider(visitor, entered(provider, "sari"))

    assert answer.to == "/"
    assert visitor.get("/hand-in/").status == 200
    assert visitor.get("/people/").status == 403


def test_who_signs_takes_the_second_step_here_all_the_same(desk: Desk, provider: Provider):
    visitor = desk.visitor()

    answer = by_provider(visitor, entered(provider, "dewi"))

    assert answer.to == "/sign-in/second/"
    assert visitor.get("/").to == "/sign-in/"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("tamu", "No account here"),
        ("joko", "No account here"),
        ("belum", "does not say that your e-mail address is yours"),
        ("diam", "does not say that your e-mail address is yours"),
    ],
)
def test_whom_nobody_invited_or_vouches_for_is_not_signed_in(
    desk: Desk, provider: Provider, name: str, told: str
):
    visitor = desk.visitor()

    answer = by_provider(visitor, entered(provider, name))

    assert answer.status == 403
    assert told in answer.text
    assert visitor.get("/").to == "/sign-in/"


def test_whom_it_does_not_know_it_sends_to_its_own_page_and_nobody_back(
    desk: Desk, provider: Provider
):
    browser = provider.browser()

    refused = browser.enter("sari", "another word")
    there = browser.back(desk.visitor().get("/sign-in/office/").to)

    assert refused == 401
    assert there.startswith(f":{provider.port}/login.html?")


def test_its_answer_is_good_once_and_in_the_browser_that_asked(desk: Desk, provider: Provider):
    visitor, other = desk.visitor(), desk.visitor()
    back = entered(provider, "sari").back(visitor.get("/sign-in/office/").to)
    other.get("/sign-in/office/")
    drawn = dict(visitor.cookies)

    stolen, first = other.get(back), visitor.get(back)
    visitor.cookies = drawn
    again = visitor.get(back)

    assert (stolen.status, first.status, again.status) == (403, 302, 403)


def test_a_code_without_what_was_drawn_for_it_is_worth_nothing(
    desk: Desk, provider: Provider, monkeypatch: pytest.MonkeyPatch
):
    from pendopo.desk import oidc

    visitor = desk.visitor()
    back = entered(provider, "sari").back(visitor.get("/sign-in/office/").to)
    drawn = oidc._drawn
    monkeypatch.setattr(oidc, "_drawn", lambda asked: {**drawn(asked), "verifier": "x" * 43})

    assert visitor.get(back).status == 403
    assert visitor.get("/").to == "/sign-in/"


@pytest.mark.parametrize(
    "ways", [["client_secret_basic"], ["client_secret_post"], ["client_secret_basic", "none"]]
)
def test_the_desk_says_who_it_is_as_the_provider_registered_it(
    desk: Desk, provider: Provider, ways: list[str]
):
    provider.set_client(token_endpoint_auth_method=ways)

    answer = by_provider(desk.visitor(), entered(provider, "sari"))

    provider.set_client()
    assert answer.to == "/"


def test_a_secret_that_is_another_is_told_to_who_runs_the_desk(
    desk: Desk, provider: Provider, caplog: pytest.LogCaptureFixture
):
    provider.set_client(client_secret="another")  # noqa: S106  who guards it changed it

    with caplog.at_level(logging.WARNING):
        answer = by_provider(desk.visitor(), entered(provider, "sari"))

    provider.set_client()
    assert answer.status == 403
    assert "answers otherwise than agreed" in answer.text
    assert "gave no token (403 unauthorized_client)" in caplog.text


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_a_key_that_is_new_there_is_taken_a_minute_later(
    desk: Desk, provider: Provider, monkeypatch: pytest.MonkeyPatch, algorithm: str
):
    from pendopo.desk import oidc

    keys = [key("new", algorithm), key("old")]
    provider.sign_by(keys[1:])
    before = by_provider(desk.visitor(), entered(provider, "sari"))
    provider.sign_by(keys)
    early = by_provider(desk.visitor(), entered(provider, "sari"))
    later = time.monotonic() + 61
    monkeypatch.setattr(oidc, "time", SimpleNamespace(monotonic=lambda: later))

    after = by_provider(desk.visitor(), entered(provider, "sari"))

    assert (before.to, early.status, after.to) == ("/", 403, "/")


def test_a_token_that_it_made_for_another_client_is_refused(desk: Desk, provider: Provider):
    from pendopo.desk import oidc
    from pendopo.desk.provider import Documents, OidcError, described

    place = described(Documents(), provider.issuer, time.monotonic())
    token = token_for(provider, OTHER)

    with pytest.raises(OidcError, match="InvalidAudienceError"):
        oidc._claims(desk.opened, place, token)


def token_for(provider: Provider, client: str) -> str:
    """Have an ID token made for another client, as its own desk would."""
    from pendopo.peers.asking import post_form

    provider.add_client(client)
    browser = provider.browser()
    browser.enter("sari", client=client)
    verifier = "v" * 43
    asked: dict[str, Any] = {
        "response_type": "code", "client_id": client, "redirect_uri": BACK, "nonce": "n",
        "scope": "openid email", "state": "s", "code_challenge_method": "S256",
        "code_challenge": challenge(verifier),
    }  # fmt: skip
    back = browser.back(f"{provider.issuer}/auth?{urlencode(asked)}")
    [code] = parse_qs(urlsplit(back).query)["code"]
    said = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": BACK,
        "code_verifier": verifier, "client_id": client, "client_secret": SECRET,
    }  # fmt: skip
    reply = post_form(f"{provider.issuer}/token", said, 5, 1 << 20)
    return str(json.loads(reply.text)["id_token"])


def challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def test_who_signed_out_here_is_asked_for_the_password_there_again(desk: Desk, provider: Provider):
    visitor, browser = desk.visitor(), entered(provider, "sari")
    by_provider(visitor, browser)
    out = visitor.post("/sign-out/")

    assert (out.status, out.to) == (302, "/sign-in/?out=1")
    told, closed = visitor.get(out.to).text, visitor.get("/").to
    asked = visitor.get("/sign-in/office/").to
    there = browser.first(asked)
    entering = visitor.get(browser.back(asked)).to
    later = visitor.get("/sign-in/office/").to

    assert "you are signed in there still" in told
    assert closed == "/sign-in/"
    assert "prompt=login" in asked
    assert there.endswith("&prompt=login")
    assert entering == "/"
    assert "prompt" not in later
