"""Which versions there are of a thing, and when each stood, for programs that read the web's past.

Source: RFC 7089 (Memento). What was published is a thing with versions: the address of its newest
version is the original resource, and each version's page at the state that it came with is a
memento, which never changes. A table's mementos are its page at each state that made it another. In
a copy without a program a version has one page, and that is its memento.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from pendopo.portal.memento import FORM, http, link
from pendopo.portal.pages.table.view import find
from pendopo.portal.visit import PROGRAMME, Visit, enter, languages_of
from pendopo.published.state import Publication

_TABLE = "table:"


@dataclass(frozen=True, slots=True)
class Memento:
    """One version.

    :param address: whole
    :param time: since when it stood, RFC 3339
    """

    address: str
    time: str


def serve(
    request: HttpRequest,
    id: str,  # noqa: A002  the address calls it so
    language: str = "",
    size: int | None = None,
) -> HttpResponse:
    """Answer ``/timemap/<id>.link``: all versions of a publication.

    :raises Http404: when this state has none of that id
    """
    visit = _visit(request, language, size, "publication", id=id)
    versions = visit.state.versions(_of(visit, id))
    mementos = [Memento(_whole(visit, one), one.time) for one in versions]
    # A copy has only the pages of its own state.
    fixed = visit.address("publication_latest", id=versions[0].id)
    return _answer(visit, visit.base + (fixed if visit.static else visit.original), mementos)


def serve_table(
    request: HttpRequest, language: str, register: str, name: str, size: int | None = None
) -> HttpResponse:
    """Answer ``/timemap/<language>/<register>/<table>.link``: all states of a table.

    :raises Http404: when this state has no such table
    """
    visit = _visit(request, language, size, "table", register=register, name=name)
    mementos = [
        Memento(visit.base + visit.here(size=state), time) for state, time in _states(visit)
    ]
    return _answer(visit, visit.base + visit.today, mementos)


def _visit(
    request: HttpRequest, language: str, size: int | None, route: str, **named: str
) -> Visit:
    spoken = language or languages_of(request.META[PROGRAMME])[0]
    return enter(request, spoken, size, (route, named))


def _of(visit: Visit, name: str) -> Publication:
    try:
        return visit.state.publication_of(name)
    except KeyError as error:
        raise Http404 from error


def _whole(visit: Visit, one: Publication) -> str:
    """Give the page of a version that never changes."""
    size = visit.state.size if visit.static else one.index + 1
    named = {"language": visit.language, "id": one.id, "size": size}
    return visit.base + reverse("publication", kwargs=named)


def _states(visit: Visit) -> Iterator[tuple[int, str]]:
    """Give the states that made a table another one: their sizes and times."""
    named = visit.route[1]
    register, name = str(named["register"]), str(named["name"])
    found = find(visit, register, name)
    if visit.static:
        yield visit.state.size, visit.state.time
        return
    role, scopes = _TABLE + found.table.name, _scopes(visit, found.publications)
    own = not visit.programme.registers[register].tables
    for one in visit.state.publications:
        # A table that a fold makes is another after each publication, whatever came with it.
        parts = found.folded or any(part.role == role for part in one.objects)
        here = one.register == register and parts
        if here and (not own or tuple(one.scope.items()) in scopes):
            yield one.index + 1, one.time


def _scopes(visit: Visit, entries: Sequence[int]) -> set[tuple[tuple[str, str], ...]]:
    return {tuple(visit.state.publication(index).scope.items()) for index in entries}


def _answer(visit: Visit, original: str, mementos: Sequence[Memento]) -> HttpResponse:
    """Write a TimeMap: RFC 7089, 5."""
    lines = [
        link(original, "original"),
        link(
            visit.base + visit.path,
            "self",
            type=FORM,
            **{"from": http(mementos[0].time), "until": http(mementos[-1].time)},
        ),
    ]
    last = len(mementos) - 1
    for place, one in enumerate(mementos):
        ends = [word for word, at in (("first", 0), ("last", last)) if place == at]
        lines.append(link(one.address, " ".join([*ends, "memento"]), datetime=http(one.time)))
    return HttpResponse(",\n".join(lines) + "\n", content_type=FORM)
