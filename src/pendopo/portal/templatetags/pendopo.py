"""The filters and the one tag that the templates use: see ``portal.writing``."""

from collections.abc import Mapping, Sequence

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from pendopo.portal import look, qr, writing
from pendopo.portal.causes import Cause, causes
from pendopo.portal.citing import Citation, citation
from pendopo.portal.codes import said_code
from pendopo.portal.compared import ChangedCell, written_cells
from pendopo.portal.dataset import described
from pendopo.portal.visit import Visit, root
from pendopo.published.changes import Change
from pendopo.published.state import Publication
from pendopo.published.tables import PublishedTable
from pendopo.terms.column import Column
from pendopo.terms.finding import Finding

register = template.Library()

register.filter("said", writing.said)
register.filter("code", said_code)
register.filter("own", writing.own)
register.filter("marked", writing.marked)
register.filter("each_said", writing.each_said)
register.filter("full", writing.full)
register.filter("kind", writing.kind)
register.filter("sentence", writing.sentence)
register.filter("advice", writing.advice)
register.filter("number", writing.number)
register.filter("day", writing.day)
register.filter("short_day", writing.short_day)
register.filter("size", writing.size)
register.filter("short", writing.short)


@register.simple_tag(takes_context=True)
def to(context: Context, page: str, **named: object) -> str:
    """Give the address of a page in the reader's language and at the reader's state."""
    visit: Visit = context["visit"]
    return visit.address(page, **named)


@register.simple_tag(takes_context=True)
def url_to(context: Context, page: str, **named: object) -> str:
    """Give the same with scheme and host, for a command to copy."""
    visit: Visit = context["visit"]
    return visit.absolute(page, **named)


@register.simple_tag(takes_context=True)
def moment(context: Context, value: str) -> str:
    """Write a moment in the government's time zone."""
    visit: Visit = context["visit"]
    return writing.moment(value, visit.government.timezone)


@register.simple_tag(takes_context=True)
def cite(context: Context, publication: Publication, title: str, *, alone: bool = True) -> Citation:
    """Give the citation of the page, of a publication or of what was made from several."""
    return citation(context["visit"], publication, title, alone=alone)


@register.simple_tag(takes_context=True)
def dataset_json(context: Context, table: PublishedTable, title: str) -> SafeString:
    """Give a table as schema.org describes it."""
    return described(context["visit"], table, title)


@register.simple_tag
def square(address: str) -> SafeString:
    """Draw an address for a camera to read."""
    return qr.square(address)


register.simple_tag(root, name="root")


@register.simple_tag
def script_name() -> str:
    """Give the file name of the script that hashes a file."""
    return look.script_name()


@register.simple_tag
def causes_of(findings: Sequence[Finding]) -> list[Cause]:
    """Give findings as ``parts/findings.html`` tells them."""
    return causes(findings)


@register.simple_tag
def cells_that_differ(columns: Sequence[Column], changes: Sequence[Change]) -> list[ChangedCell]:
    """Give cells that differ as ``parts/changed.html`` shows them."""
    return written_cells(columns, changes)


@register.simple_tag
def cells_of(columns: Sequence[Column], texts: Mapping[str, str | None]) -> list[writing.Cell]:
    """Give cells that are at hand as the text of a database, as ``parts/cell.html`` shows them."""
    return [writing.read(column, texts.get(column.name)) for column in columns]


@register.simple_tag
def stylesheet_name() -> str:
    """Give the style sheet's file name."""
    return look.stylesheet_name()


@register.simple_tag(takes_context=True)
def accent_name(context: Context) -> str:
    """Give the accent's file name."""
    visit: Visit = context["visit"]
    return look.accent_name(visit.government.accent_hue)
