"""The citizens' budget: the money of one year on four pages, as PDF."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from urllib.parse import urlencode

from django.http import Http404, HttpResponse

from pendopo.exports.citizens.told import TEMPLATE, facts
from pendopo.portal import touched, writing
from pendopo.portal.visit import Visit, answer
from pendopo.programme.citizens import Budgeted, gather
from pendopo.terms.wording import fill


@dataclass(frozen=True, slots=True)
class _Site:
    """Where things stand for good, with scheme and host: what is printed can be followed later.

    :param visit: at a state, not at the present
    :param base: scheme and host; empty where nobody knows where the site stands
    """

    visit: Visit
    base: str

    def publication(self, id_: str) -> str:
        """Give the page of a publication."""
        return self._whole(self.visit.address("publication", id=id_))

    def view(self, asked: Mapping[str, str]) -> str:
        """Give the page of money with these choices."""
        return self._whole(self.visit.address("money"), asked)

    def rows(self, asked: Mapping[str, str]) -> str:
        """Give the rows of the table that are cut by these columns."""
        address = self.visit.address("table", register="budgets", name="lines")
        return self._whole(address, asked)

    def _whole(self, address: str, asked: Mapping[str, str] | None = None) -> str:
        question = f"?{urlencode(asked)}" if asked else ""
        return f"{self.base}{address}{question}" if self.base else ""


def _reads(visit: Visit, publisher: str, year: int) -> object:
    return touched.register(visit, "budgets"), publisher, year, visit.state.size


@answer(reads=_reads)
def citizens_budget(visit: Visit, publisher: str, year: int) -> HttpResponse:
    """Print it.

    :raises Http404: where no budget of that year and publisher is published
    """
    base = visit.base if visit.static is None else visit.static.live
    site = _Site(replace(visit, size=visit.state.size), base)
    found = gather(visit.programme, visit.state, Budgeted(publisher, year), site)
    if found is None:
        raise Http404
    address = site.view({"publisher": publisher, "year": str(year)})
    told = facts(found, visit.language, address, _word)
    # Typst is loaded when a paper is asked for, and by no other page.
    paper = import_module("pendopo.exports.printed.paper")
    data = paper.print_pdf(TEMPLATE, told, datetime.fromisoformat(visit.state.time))
    response = HttpResponse(data, content_type="application/pdf")
    name = f"budget-{publisher}-{year}-{visit.language}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _word(text: str, /, **values: object) -> str:
    return fill(writing.said(text), {name: str(value) for name, value in values.items()})
