"""What every answer to a program shares: what it takes and gives, and refusals a program can read.

An operation is declared where it is answered. The declaration refuses what it does not name, and
``openapi`` makes its document of all of them, so that the two cannot differ.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import get_script_prefix, reverse

from pendopo.exports.archive.copy import Copy, copy_of
from pendopo.programme.programme import Programme
from pendopo.published.deadline import SlowError
from pendopo.published.errors import QueryError
from pendopo.published.state import State, UnknownStateError
from pendopo.terms.wording import say

PROGRAMME = "pendopo.programme"
JSON = "application/json"
PROBLEM = "application/problem+json"
# How an answer says that an observer keeps the record, and how the name of its file begins.
NOTICE = "Pendopo-Notice"
OBSERVED = "not-by-the-government-"
View = Callable[..., HttpResponseBase]
Schema = Mapping[str, Any]


class NotHereError(LookupError):
    """Nothing in this state is called that."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that an address may ask.

    :param schema: as JSON Schema has it
    """

    name: str
    meaning: str
    schema: Schema
    example: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """What an address answers.

    :param gives: media type to the schema of what comes; None where it is no JSON
    :param filtered: whether it also takes a table's columns, ``column`` or ``column__operator``
    :param slow: whether it may take too long, and then says when to ask again
    :param ranged: whether a part of it may be asked for (RFC 9110, 14)
    :param refusal: writes a refusal of a status, with its title and detail; None for RFC 9457
    :param refused: media type of such a refusal to its schema
    """

    summary: str
    gives: Mapping[str, Schema | None]
    parameters: tuple[Parameter, ...] = ()
    filtered: bool = False
    slow: bool = False
    ranged: bool = False
    refusal: Callable[[int, str, str], HttpResponse] | None = None
    refused: Mapping[str, Schema] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One question of a program.

    :param size: the past state that the address names; None for the present
    :param base: scheme and host, without a slash at the end
    :param headers: those of HTTP that the answer may look at
    :param static: the copy that the answer is for, with no program behind it; None for a program
    """

    programme: Programme
    state: State
    size: int | None
    base: str
    query: QueryDict
    headers: Mapping[str, str]
    static: Copy | None = None

    @property
    def site(self) -> str:
        """Where the record stands: scheme, host and what all its addresses begin with."""
        return self.base + get_script_prefix().removesuffix("/")

    def address(self, name: str, /, **named: object) -> str:
        """Give the whole address of another answer, or of a page, at the same state."""
        return self._address(name, named, self.size)

    def lasting(self, name: str, /, **named: object) -> str:
        """Give the whole address of an answer at this state for good."""
        return self._address(name, named, self.state.size)

    def today(self, name: str, /, **named: object) -> str:
        """Give the whole address of an answer at the present, whatever state was asked for."""
        return self._address(name, named, None)

    def written(self, name: str, /, **named: object) -> str:
        """Give the whole address of an answer as a file carries it away; empty if none is known."""
        if self.static is None:
            return self.lasting(name, **named)
        base = self.static.base
        return base + reverse(name, kwargs=named) if base else ""

    @property
    def asked(self) -> list[tuple[str, str]]:
        """What is asked, in the order of the address."""
        return [(name, text) for name, texts in self.query.lists() for text in texts]

    @property
    def language(self) -> str:
        """The language of the pages that an answer points to: the programme's first."""
        return self.programme.config.government.languages[0]

    def _address(self, name: str, named: Mapping[str, object], size: int | None) -> str:
        kept = dict(named) if size is None else {**named, "size": size}
        return self.base + reverse(name, kwargs=kept)


def answer(operation: Operation) -> Callable[[View], View]:
    """Make a view of a function that answers a call, and say refusals as RFC 9457 has them."""
    refuse = operation.refusal or problem

    def make(respond: View) -> View:
        @wraps(respond)
        def view(
            request: HttpRequest, size: int | None = None, **named: object
        ) -> HttpResponseBase:
            programme: Programme = request.META[PROGRAMME]
            try:
                state = programme.state(size)
                base = f"{request.scheme}://{request.get_host()}"
                static = copy_of(request.META)
                call = Call(programme, state, size, base, request.GET, request.headers, static)
                _refuse_unknown(call, operation)
                return _observed(call, respond(call, **named))
            except QueryError as error:
                return refuse(400, "The question cannot be asked", str(error))
            except (NotHereError, UnknownStateError) as error:
                return refuse(404, "Nothing is at this address", str(error))
            except SlowError as error:
                response = refuse(503, "The question was not answered in time", str(error))
                response.headers["Retry-After"] = str(error.retry_after)
                return response

        view.operation = operation  # type: ignore[attr-defined]  # read by openapi
        return view

    return make


def _observed(call: Call, response: HttpResponseBase) -> HttpResponseBase:
    """Say of an observer's record that the government does not publish it, in head and file name.

    A name goes with the file wherever it is kept; within a table there is no place for a sentence.
    """
    if call.programme.config.government.observed:
        response.headers[NOTICE] = "not published by the government"
        name = response.headers.get("Content-Disposition", "")
        before, marked, rest = name.partition('filename="')
        if marked:
            response.headers["Content-Disposition"] = f"{before}{marked}{OBSERVED}{rest}"
    return response


def _refuse_unknown(call: Call, operation: Operation) -> None:
    """Refuse a query parameter that is not declared, rather than ignore what was asked.

    :raises QueryError: naming it
    """
    names = [parameter.name for parameter in operation.parameters]
    for name in call.query if not operation.filtered else ():
        if name not in names and not names:
            raise QueryError(say("{parameter}: this address takes no parameter"), parameter=name)
        if name not in names:
            raise QueryError(
                say("{parameter} is unknown; write one of {parameters}"),
                parameter=name,
                parameters=", ".join(names),
            )
    for name in names:
        if len(call.query.getlist(name)) > 1:
            raise QueryError(say("{parameter} is given twice; write it once"), parameter=name)


def is_known(call: Call, tag: str) -> bool:
    """Whether the asker has this answer already (RFC 9110, 13.1.2)."""
    asked = call.headers.get("If-None-Match", "").split(",")
    # The page cache marks the packed form of an answer behind the tag.
    return tag in {one.strip().removeprefix("W/").replace('-gz"', '"') for one in asked}


def as_json(content: object, content_type: str = JSON) -> HttpResponse:
    """Answer with JSON, indented, since people read it too."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return HttpResponse(text, content_type=content_type)


def problem(status: int, title: str, detail: str) -> HttpResponse:
    """Say what was found, and what to write."""
    response = as_json({"status": status, "title": title, "detail": detail}, PROBLEM)
    response.status_code = status
    return response
