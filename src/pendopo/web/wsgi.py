"""The WSGI application: raw files and the page cache around Django, for one programme's folder.

``granian --interface wsgi pendopo.web.wsgi:application`` with ``PENDOPO_HOME`` naming the folder.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.urls import get_resolver

from pendopo.peers.witness import open_witness
from pendopo.programme.programme import Programme
from pendopo.web.cache import PageCache, Pages
from pendopo.web.claims import claim_door
from pendopo.web.cosignatures import cosignature_door
from pendopo.web.files import PublicFiles
from pendopo.web.front import Front
from pendopo.web.questions import QuestionDoor
from pendopo.web.witness import make_application as witness_application

HOME = "PENDOPO_HOME"
PROGRAMME = "pendopo.programme"
# C2SP tlog-witness: both prefixes are the site's root.
_WITNESS = re.compile(r"/add-checkpoint|/[0-9a-f]{64}/checkpoint")
_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")


def prepare() -> WSGIApplication:
    """Import all pages, and give what answers with them: whose they are comes with each request."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.web.settings")
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 (settings come first)

    django = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018  which imports them
    return django


def pages_of(programme: Programme) -> WSGIApplication:
    """Give the pages and answers of a programme alone: nothing kept, no raw files, none counted."""
    django = prepare()

    def pages(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # A host that is none would stand in the page's own addresses: RFC 9110, section 7.2.
        if not _HOST.fullmatch(environ.get("HTTP_HOST", "localhost")):
            start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"The Host header is no host name.\n"]
        environ[PROGRAMME] = programme
        return django(environ, start_response)

    return pages


def make_application(programme: Programme) -> WSGIApplication:
    """Join the doors of one programme."""
    return witnessing(programme, Front(doors_of(programme), programme.config.serve))


def doors_of(programme: Programme, pages: Pages | None = None, name: str = "") -> WSGIApplication:
    """Join the doors behind the front one, which tells who asks and how often.

    :param pages: where pages are kept, where records share the room
    :param name: tells this record's pages there from those of the others
    """

    def stamp() -> str:
        state = programme.state()
        said = f"{programme.witnesses.stamp()}.{programme.peering.standing()}"
        said = f"{said}.{programme.claiming.stamp()}.{programme.questioning.stamp()}"
        return f"{state.size}.{state.day or ''}.{said}"

    kept = PageCache(pages_of(programme), stamp, pages, name)
    files = claim_door(lambda: programme.claiming, PublicFiles(programme.public, kept))
    asked = QuestionDoor(
        lambda: programme.questioning, programme.config.government.languages, files
    )
    return cosignature_door(programme.witnessing, asked)


def asks_witness(environ: WSGIEnvironment) -> bool:
    """Whether a request is for a witness, which counts those who ask by itself."""
    return _WITNESS.fullmatch(environ.get("PATH_INFO", "")) is not None


def witnessing(programme: Programme, doors: WSGIApplication) -> WSGIApplication:
    """Answer also as a witness of the logs that are followed, where the settings say so."""
    folder = programme.peering.witness
    if folder is None:
        return doors
    witness = witness_application(open_witness(folder))

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return (witness if asks_witness(environ) else doors)(environ, start_response)

    return application


def __getattr__(name: str) -> WSGIApplication:
    """Make ``application`` when a server asks for it, so that importing needs no folder."""
    if name != "application":
        raise AttributeError(name)
    home = os.environ.get(HOME, "")
    if not home:
        raise RuntimeError(f"{HOME} is not set; write the folder that holds pendopo.toml")
    made = make_application(Programme.open(Path(home)))
    globals()["application"] = made
    return made
