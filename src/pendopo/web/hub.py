"""The WSGI application of a hub: many records in one, each below its path or at its host name.

``granian --interface wsgi pendopo.web.hub:application`` with ``PENDOPO_HUB`` naming the folder.
"""

import os
import re
import traceback
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment
from zoneinfo import ZoneInfo

from pendopo.portal.hub.visit import BOARD, BROKEN
from pendopo.programme.hub.board import Board
from pendopo.programme.hub.settings import Kind, Member
from pendopo.web.cache import Headers, PageCache, Pages, short
from pendopo.web.front import Front
from pendopo.web.members import BusyError, Members
from pendopo.web.rates import asks_sql
from pendopo.web.wsgi import asks_witness, prepare

HUB = "PENDOPO_HUB"
_MEMBER, _ROOT = "pendopo.member", "pendopo.hub-root"
_BELOW = re.compile(r"/([a-z0-9][a-z0-9-]*)(/.*)?", re.DOTALL)
_PAGE = re.compile(r"/(?:[a-z]{2}(?:-[a-z]{2})?/.*)?")
_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
_BUSY_RETRY_S = "5"


def today(timezone: str) -> date:
    """Read the day where the hub is."""
    return datetime.now(ZoneInfo(timezone)).date()


class HubDoors:
    """All doors of a hub.

    :param root: the folder that holds ``hub.toml``
    :param today: gives the day in a time zone
    :raises ConfigError: when ``hub.toml`` is missing or wrong
    """

    def __init__(self, root: Path, today: Callable[[str], date] = today) -> None:
        self.board = Board(root, today)
        pages = Pages()
        self.members = Members(pages)
        self._django = prepare()
        self._own = PageCache(self._own_pages, self.board.stamp, pages)
        self._front = Front(self._answer, self.board.hub.serve)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Find whose address it is, and let who asks in."""
        environ.pop(_MEMBER, None)
        environ[_ROOT] = environ.get("SCRIPT_NAME", "")
        member = self._placed(environ)
        if member is not None and environ["PATH_INFO"] == "":
            return _moved(start_response, f"{environ['SCRIPT_NAME']}/")
        if member is not None:
            environ[_MEMBER] = member
        # A witness counts by itself who asks it, and takes what no other door does.
        inner = self._answer if member and asks_witness(environ) else self._front
        return inner(environ, start_response)

    def _placed(self, environ: WSGIEnvironment) -> Member | None:
        """Move the part of the address that names a member to where the application stands."""
        hub, path = self.board.hub, environ.get("PATH_INFO", "")
        host = environ.get("HTTP_HOST", "").rpartition(":")[0] or environ.get("HTTP_HOST", "")
        by_host = next((one for one in hub.members if one.host and one.host == host.lower()), None)
        if by_host is not None:
            return by_host
        match = _BELOW.fullmatch(path)
        member = hub.member(match[1]) if match else None
        if match is None or member is None:
            return None
        environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{member.code}"
        environ["PATH_INFO"] = match[2] or ""
        return member

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        member: Member | None = environ.get(_MEMBER)
        if member is None:
            return self._own(environ, start_response)
        if member.kind is Kind.LISTED:
            return _moved(start_response, environ[_ROOT] + self._about(environ, member))
        return self._of_member(member, environ, start_response)

    def _of_member(
        self, member: Member, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer for a member; whatever is wrong with it ends here."""
        facts = self.board.known(member.code)
        if facts is not None and facts.unanswered:
            return self._broken(member, environ, start_response)
        begun: list[str] = []

        def start(status: str, headers: Headers, *fault: Any) -> Any:  # noqa: ANN401  WSGI's own
            begun.append(status)
            return start_response(status, headers, *fault)

        hub = self.board.hub
        try:
            with self.members.turn(member.code):
                folder = self.board.root / member.folder
                doors = self.members.doors(member.code, folder, hub.open)
                if asks_sql(environ["PATH_INFO"]):
                    self.members.rest_but(member.code)
                return doors(environ, start)
        except BusyError:
            more = [("Retry-After", _BUSY_RETRY_S), ("Cache-Control", "no-store")]
            return short(start_response, "503 Service Unavailable", more)
        except Exception:
            if begun:
                raise
            environ["wsgi.errors"].write(f"member {member.code}:\n{traceback.format_exc()}")
            return self._broken(member, environ, start_response)

    def _broken(
        self, member: Member, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Say that a member's record cannot be shown now: to a person on a page."""
        more = [("Retry-After", "60"), ("Cache-Control", "no-store")]
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or not _PAGE.fullmatch(
            environ["PATH_INFO"]
        ):
            return short(start_response, "503 Service Unavailable", more)
        path = self._about(environ, member)
        asked = {"SCRIPT_NAME": environ[_ROOT], "PATH_INFO": path, "QUERY_STRING": "", BROKEN: True}
        return self._own_pages({**environ, **asked}, start_response)

    def _about(self, environ: WSGIEnvironment, member: Member) -> str:
        """Give the address of the hub's own page about a member."""
        languages = self.board.hub.languages
        asked = environ.get("PATH_INFO", "").split("/")[1:2]
        language = next((one for one in asked if one in languages), languages[0])
        return f"/{language}/members/{member.code}/"

    def _own_pages(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        if not _HOST.fullmatch(environ.get("HTTP_HOST", "localhost")):
            return short(start_response, "400 Bad Request", [])
        return self._django({**environ, BOARD: self.board}, start_response)


def _moved(start_response: StartResponse, address: str) -> list[bytes]:
    return short(start_response, "302 Found", [("Location", address)])


def __getattr__(name: str) -> WSGIApplication:
    """Make ``application`` when a server asks for it, so that importing needs no folder."""
    if name != "application":
        raise AttributeError(name)
    root = os.environ.get(HUB, "")
    if not root:
        raise RuntimeError(f"{HUB} is not set; write the folder that holds hub.toml")
    made = HubDoors(Path(root))
    globals()["application"] = made
    return made
