"""One flag: what it asks and how, its thresholds, what it raised, and what it could not tell."""

from collections.abc import Sequence
from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _

from pendopo.flags import method_of, page_of
from pendopo.portal import touched, writing
from pendopo.portal.flagged import EACH, lacked, parameter, percent, raised
from pendopo.portal.pager import PAGE, pager
from pendopo.portal.pages.flag.facts import facts
from pendopo.portal.pages.table.view import EACH_COPIED
from pendopo.portal.visit import Context, Visit, page
from pendopo.terms.flag import Threshold

# What stands below the headings of a flag's README, in their order.
_SECTIONS = ("question", "method", "what", "source")
_RAISED = """
select r.*, coalesce(p.title, b.name, s.name) as name
from raised as r
left join processes as p on r.subject = p.ocid
left join (select buyer_id, max(buyer) as name from processes group by buyer_id) as b
    on r.subject = b.buyer_id
left join (select tenderer_id, max(tenderer) as name from tenderers group by tenderer_id) as s
    on r.subject = s.tenderer_id
where r.flag = ? order by r.value desc nulls last, r.subject limit ? offset ?
"""


@page("pages/flag/flag.html", frozenset({PAGE}), facts=facts, reads=touched.flags)
def flag(visit: Visit, flag: str) -> Context:
    """Gather the page of a flag.

    :raises Http404: where there is none of that name, or no contracts are published
    """
    flagging = visit.programme.flagging
    found = flagging.flags.get(flag)
    if found is None or not flagging.has(visit.state):
        raise Http404
    looked = flagging.looked(visit.state)[flag]
    each = EACH_COPIED if visit.static else EACH
    shown = pager(visit, looked.raised, each)
    thresholds = flagging.thresholds(flag, visit.state)
    rows = flagging.ask(visit.state, _RAISED, (flag, each, shown.offset))
    text, told_in = page_of(flag, visit.language)
    return {
        "flag": found,
        "day": flagging.day(visit.state),
        "looked": looked,
        "unknown": percent(looked.unknown, looked.looked),
        "lacking": [
            {
                "field": field,
                "told": lacked(field),
                "share": percent(count, looked.looked),
                "count": count,
            }
            for field, count in looked.lacking
        ],
        "thresholds": [
            {
                "name": one.parameter.name,
                "unit": writing.said(one.parameter.unit),
                "used": parameter(one.value),
                "default": parameter(one.parameter.default),
                "changed": one.changed,
                "one": one,
                "history": [
                    {"since": None if since == date.min else since, "used": parameter(value)}
                    for since, value in one.history
                    # What counts always has no history until another value counts.
                    if len(one.history) > 1 or since > date.min
                ],
            }
            for one in thresholds
        ],
        "raised": raised(visit, rows),
        "pager": shown,
        "sql": method_of(flag),
        "told": _sections(text, thresholds),
        "told_in": told_in,
        "versions": [
            {
                "version": version,
                "since": since,
                "what": writing.said(found.changes.get(version, "")),
            }
            for version, since in found.history.items()
        ],
        "crumbs": [
            {"name": _("Purchases"), "address": visit.address("processes")},
            {"name": _("Red flags"), "address": visit.address("flags")},
        ],
    }


def _plain(text: str) -> str:
    """Give a paragraph without the marks of Markdown."""
    return " ".join(text.replace("`", "").replace("*", "").split())


def _sections(text: str, used: Sequence[Threshold]) -> dict[str, str]:
    """Read a README: what stands below its headings, which every language has in one order.

    A threshold stands there with its value: "at least 5 (least) awards".
    """
    for one in used:
        name = one.parameter.name
        told = parameter(one.value) if one.value is not None else ""
        text = text.replace(f"`{name}`", f"{told} ({name})" if told else name)
    parts = (part.partition("\n")[2] for part in text.split("\n## ")[1:])
    return dict(zip(_SECTIONS, map(_plain, parts), strict=True))
