"""What every answer to a program shares: the state asked for, and refusals a program can read."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse

from pendopo.programme.programme import Programme
from pendopo.published.reads import QueryError
from pendopo.published.state import State, UnknownStateError
from pendopo.terms.wording import say

PROGRAMME = "pendopo.programme"
View = Callable[..., HttpResponseBase]


class NotHereError(LookupError):
    """Nothing in this state is called that."""


@dataclass(frozen=True, slots=True)
class Call:
    """One question of a program.

    :param size: the past state that the address names; None for the present
    :param base: scheme and host, without a slash at the end
    """

    programme: Programme
    state: State
    size: int | None
    base: str
    query: QueryDict

    def address(self, name: str, /, **named: object) -> str:
        """Give the whole address of another answer, or of a page, at the same state."""
        kept = named if self.size is None else {**named, "size": self.size}
        return self.base + reverse(name, kwargs=kept)

    @property
    def language(self) -> str:
        """The language of the pages that an answer points to: the programme's first."""
        return self.programme.config.government.languages[0]


def answer(respond: View) -> View:
    """Make a view of a function that answers a call, and say refusals as RFC 9457 has them."""

    @wraps(respond)
    def view(request: HttpRequest, size: int | None = None, **named: object) -> HttpResponseBase:
        programme: Programme = request.META[PROGRAMME]
        try:
            state = programme.state(size)
            base = f"{request.scheme}://{request.get_host()}"
            response = respond(Call(programme, state, size, base, request.GET), **named)
        except QueryError as error:
            return _problem(400, "The question cannot be asked", str(error))
        except (NotHereError, UnknownStateError) as error:
            return _problem(404, "Nothing is at this address", str(error))
        # Public data may be read by pages of others.
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return view


def refuse_questions(call: Call) -> None:
    """Refuse any query parameter, rather than ignore what was asked.

    :raises QueryError: naming it
    """
    for name in call.query:
        raise QueryError(say("{parameter}: this address takes no parameter"), parameter=name)


def as_json(content: object, content_type: str = "application/json") -> HttpResponse:
    """Answer with JSON, indented, since people read it too."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return HttpResponse(text, content_type=content_type)


def _problem(status: int, title: str, detail: str) -> HttpResponse:
    response = as_json(
        {"status": status, "title": title, "detail": detail}, "application/problem+json"
    )
    response.status_code = status
    return response
