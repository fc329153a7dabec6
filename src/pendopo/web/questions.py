"""The door for questions about budget lines: a form is posted, and its question is listed."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qs
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.utils import translation
from django.utils.translation import gettext as _

from pendopo.peers.witness import Answer
from pendopo.programme.questioning import FORM_BYTES_MOST, HAND_IN, AskError, Questioning
from pendopo.terms.wording import fill
from pendopo.web.cache import short
from pendopo.web.handed import body_of, send
from pendopo.web.rates import Rates

# So often one address may try in a day. Who it is is kept in memory alone, and nowhere with it.
_TRIES_MOST = 20
_DAY_S = 86_400


class QuestionDoor:
    """A WSGI application that takes questions and hands on everything else.

    :param languages: those of the pages
    """

    def __init__(
        self,
        questioning: Callable[[], Questioning],
        languages: tuple[str, ...],
        inner: WSGIApplication,
    ) -> None:
        self._questioning = questioning
        self._languages = languages
        self._inner = inner
        self._rates = Rates(_TRIES_MOST, seconds=_DAY_S)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Take one, or hand on."""
        if environ.get("PATH_INFO", "") != f"/{HAND_IN}":
            return self._inner(environ, start_response)
        method = environ["REQUEST_METHOD"]
        if method != "POST":
            return short(start_response, "405 Method Not Allowed", [("Allow", "POST")])
        body = body_of(environ, FORM_BYTES_MOST)
        if body is None:
            return short(start_response, "413 Content Too Large", [("Connection", "close")])
        wait = self._rates.wait(environ.get("REMOTE_ADDR", ""), 1)
        if wait:
            return short(start_response, "429 Too Many Requests", [("Retry-After", str(wait))])
        answer, address = self._taken(body)
        root = environ.get("SCRIPT_NAME", "")
        more = [("Location", f"{root}{address}")] if address else []
        return send(answer, method, start_response, more)

    def _taken(self, body: bytes) -> tuple[Answer, str]:
        """Keep a question, and give where it is listed; else say why it was not taken."""
        try:
            found = parse_qs(body.decode(), max_num_fields=8)
        except (UnicodeDecodeError, ValueError):
            return Answer(HTTPStatus.BAD_REQUEST, "This is no form.\n"), ""
        row, text, said = (found.get(name, [""])[0] for name in ("row", "question", "language"))
        language = said if said in self._languages else self._languages[0]
        try:
            made = self._questioning().ask(row, text, datetime.now(UTC))
        except AskError as error:
            with translation.override(language):
                words = [fill(_(text), error.values) for text in (error.message, error.write)]
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, " ".join(words) + "\n"), ""
        except OSError:
            # Where the pages may not write, a question goes by letter.
            told = "This site keeps nothing; write to the contact on its page About.\n"
            return Answer(HTTPStatus.SERVICE_UNAVAILABLE, told), ""
        return Answer(
            HTTPStatus.SEE_OTHER, ""
        ), f"/{language}/questions/?question={made.id}#q-{made.id}"
