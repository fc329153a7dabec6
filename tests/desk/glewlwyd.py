"""An OpenID provider of Debian's, Glewlwyd, on this machine for as long as a file of tests lasts.

It is set up as whoever runs one does: by its own API. A ``Browser`` is somebody signing in there.
"""

import http.client
import json
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

CLIENT: Final = "pendopo-desk"
SECRET: Final = "kunci-rahasia_yang.panjang"
BACK: Final = "http://localhost/sign-in/office/back/"
WORD: Final = "sandi yang panjang"
_SQL: Final = Path("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3")
_PLUGIN: Final = "office"
_SCOPE: Final = "openid email"
_WAIT_S: Final = 30.0
_CONFIG: Final = """\
port = {port}
bind_address = "127.0.0.1"
external_url = "http://localhost:{port}"
login_url = "login.html"
api_prefix = "api"
log_mode = "file"
log_level = "WARNING"
log_file = "{folder}/log"
cookie_secure = 0
session_expiration = 3600
session_key = "GLEWLWYD"
admin_session_authentication = "cookie"
profile_session_authentication = "cookie"
allow_multiple_user_per_session = true
login_api_enabled = true
admin_scope = "g_admin"
profile_scope = "g_profile"
user_module_path = "/usr/lib/glewlwyd/user"
client_module_path = "/usr/lib/glewlwyd/client"
user_auth_scheme_module_path = "/usr/lib/glewlwyd/scheme"
plugin_module_path = "/usr/lib/glewlwyd/plugin"
hash_algorithm = "SHA512"
database = {{ type = "sqlite3", path = "{folder}/tables.sqlite" }};
"""


@dataclass
class Browser:
    """Somebody with cookies at the provider."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, said: object = None) -> tuple[int, str, str]:
        """Ask it something; its status, where it sends on to, and what it says."""
        line = http.client.HTTPConnection("localhost", self.port, timeout=10)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None if said is None else json.dumps(said)
        line.request(method, path, body, {"Cookie": cookie, "Content-Type": "application/json"})
        answer = line.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        found = answer.status, answer.getheader("Location") or "", answer.read().decode()
        line.close()
        return found

    def told(self, method: str, path: str, said: object = None) -> Any:
        """Ask it something that it does; what it says."""
        status, _, text = self.ask(method, path, said)
        assert status == 200, (method, path, status, text)
        return json.loads(text) if text else None

    def enter(self, name: str, word: str = WORD, client: str = CLIENT) -> int:
        """Sign in there, and allow a client to know who one is; the status of the first."""
        status, *_ = self.ask("POST", "/api/auth/", {"username": name, "password": word})
        if status == 200:
            self.told("PUT", f"/api/auth/grant/{client}", {"scope": _SCOPE})
        return status

    def first(self, address: str) -> str:
        """Go where the desk sends; the address of the page on which one signs in there."""
        parts = urlsplit(address)
        return self.ask("GET", f"{parts.path}?{parts.query}")[1]

    def back(self, address: str) -> str:
        """Go on from that page, as its script does; where the provider then sends to."""
        parts = urlsplit(address)
        _, there, text = self.ask("GET", f"{parts.path}?{parts.query}&g_continue")
        assert there, text
        return there.removeprefix("http://localhost")


@dataclass
class Provider:
    """The provider, with whoever runs it signed in."""

    port: int
    admin: Browser
    folder: Path

    @property
    def issuer(self) -> str:
        """By which name the desk knows it."""
        return f"http://localhost:{self.port}/api/{_PLUGIN}"

    def browser(self) -> Browser:
        """Give a browser that nobody signed in with."""
        return Browser(self.port)

    def add(self, name: str, email: str, *, verified: bool | None = True) -> None:
        """Make an account; None where the provider says nothing of whether it saw the address."""
        said: dict[str, object] = {
            "username": name, "password": WORD, "email": email, "enabled": True,
            "scope": _SCOPE.split(),
        }  # fmt: skip
        if verified is not None:
            said["seen"] = "yes" if verified else "no"
        self.admin.told("POST", "/api/user/", said)

    def sign_by(self, keys: Sequence[dict[str, Any]]) -> None:
        """Have it sign by the first of some keys, and show all of them."""
        place = f"/api/mod/plugin/{_PLUGIN}"
        found = self.admin.told("GET", place)
        found["parameters"]["jwks-private"] = json.dumps({"keys": list(keys)})
        self.admin.told("PUT", place, found)
        self.admin.told("PUT", f"{place}/reset")

    def set_client(self, **said: object) -> None:
        """Change what it knows of the desk."""
        self.admin.told("PUT", f"/api/client/{CLIENT}", {**_client(), **said})

    def add_client(self, name: str) -> None:
        """Have it know another client than the desk."""
        self.admin.told("POST", "/api/client/", {"client_id": name, **_client()})


def key(name: str, algorithm: str = "RS256") -> dict[str, Any]:
    """Make a key that signs, as a JWK."""
    made: Any
    if algorithm == "ES256":
        made = jwt.algorithms.ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()))
    else:
        made = jwt.algorithms.RSAAlgorithm.to_jwk(rsa.generate_private_key(65_537, 2048))
    found = json.loads(made)
    found.pop("key_ops", None)
    return {**found, "kid": name, "alg": algorithm}


def running(folder: Path) -> Iterator[Provider]:
    """Start it in a folder, with a client that is the desk, and one key."""
    program = shutil.which("glewlwyd")
    if not program or not _SQL.exists():
        pytest.skip("Glewlwyd is not installed; on Debian: apt-get install glewlwyd")
    with sqlite3.connect(folder / "tables.sqlite") as tables:
        tables.executescript(_SQL.read_text("utf-8"))
    tables.close()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = folder / "glewlwyd.conf"
    config.write_text(_CONFIG.format(port=port, folder=folder), "utf-8")
    nothing = subprocess.DEVNULL
    with subprocess.Popen([program, "-c", config], stdout=nothing, stderr=nothing) as process:
        try:
            made = Provider(port, Browser(port), folder)
            _await(made)
            _set_up(made)
            yield made
        finally:
            process.terminate()


def _await(made: Provider) -> None:
    until = time.monotonic() + _WAIT_S
    while True:
        try:
            made.admin.told("POST", "/api/auth/", {"username": "admin", "password": "password"})
        except ConnectionError:
            assert time.monotonic() < until, "the provider does not begin"
            time.sleep(0.05)
        else:
            return


def _set_up(made: Provider) -> None:
    """Have it let its users' own word of their address be told, and know the desk."""
    admin = made.admin
    users = admin.told("GET", "/api/mod/user/database")
    users["parameters"]["data-format"]["seen"] = {"multiple": False, "read": True, "write": True}
    admin.told("PUT", "/api/mod/user/database", users)
    admin.told("PUT", "/api/mod/user/database/reset")
    admin.told("POST", "/api/scope/", {
        "name": "email", "display_name": "E-mail", "password_required": True,
        "password_max_age": 0, "scheme": {},
    })  # fmt: skip
    made.add_client(CLIENT)
    admin.told("POST", "/api/mod/plugin/", {
        "module": "oidc", "name": _PLUGIN, "display_name": "Office",
        "parameters": {
            "iss": made.issuer, "jwks-private": json.dumps({"keys": [key("first")]}),
            "jwks-show": True, "jwt-type": "rsa", "jwt-key-size": "256",
            "access-token-duration": 3600, "refresh-token-duration": 3600, "code-duration": 60,
            "refresh-token-rolling": False, "allow-non-oidc": False,
            "auth-type-code-enabled": True, "auth-type-code-revoke-replayed": True,
            "auth-type-token-enabled": False, "auth-type-implicit-enabled": False,
            "auth-type-password-enabled": False, "auth-type-client-enabled": False,
            "auth-type-refresh-enabled": False, "auth-type-device-enabled": False,
            "pkce-allowed": True, "pkce-required": True, "pkce-method-plain-allowed": False,
            "email-claim": "mandatory", "email-claim-scope": ["email"],
            "claims": [{
                "name": "email_verified", "user-property": "seen", "type": "boolean",
                "boolean-value-true": "yes", "boolean-value-false": "no", "mandatory": True,
                "scope": ["email"],
            }],
            "session-management-allowed": True, "session-cookie-name": "GLEWLWYD_OIDC",
            "session-cookie-expiration": 3600,
        },
    })  # fmt: skip


def _client() -> dict[str, object]:
    return {
        "name": "The desk", "client_secret": SECRET, "confidential": True, "enabled": True,
        "redirect_uri": [BACK], "authorization_type": ["code"], "scope": [],
        "token_endpoint_auth_method": ["client_secret_basic", "client_secret_post"],
    }  # fmt: skip
