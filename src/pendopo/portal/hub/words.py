"""What the table of members says in words, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pendopo.portal import writing
from pendopo.programme.hub.settings import Kind
from pendopo.programme.hub.table import Condition, Cycle, Row
from pendopo.terms.wording import fill


def kind(row: Row) -> str:
    """Say who keeps a member's record."""
    return {
        Kind.OWN: _("Publishes here"),
        Kind.FOLLOWED: _("Followed: a copy"),
        Kind.OBSERVED: _("Kept by an observer"),
        Kind.LISTED: _("Listed by OGP"),
    }[row.member.kind]


def kind_alone(name: Kind) -> str:
    """Say what kinds of members there are."""
    return {
        Kind.OWN: _("Publish here"),
        Kind.FOLLOWED: _("Followed"),
        Kind.OBSERVED: _("Kept by observers"),
        Kind.LISTED: _("Listed by OGP"),
    }[name]


def not_its_own(row: Row) -> str:
    """Say that a government does not publish what is shown; empty where it does, or a copy."""
    if row.member.kind is Kind.OBSERVED:
        words = _("Not published by the government: {observer} keeps this record about {name}.")
        return fill(words, {"observer": row.facts.kept_by or "?", "name": row.name})
    if row.member.kind is Kind.LISTED:
        words = _(
            "Not published by the government: {name} runs no record that is known here. What "
            "stands here is what OGP's file says; what it does not say is unknown."
        )
        return fill(words, {"name": row.name})
    return ""


def cycle(row: Row) -> str:
    """Say where a member stands in its plan; empty where nobody knows."""
    plan = row.plan
    if plan is None or not plan.end:
        return ""
    end = writing.short_day(plan.end)
    if row.cycle is Cycle.ENDED:
        return fill(_("ended {day}"), {"day": end})
    if row.cycle is Cycle.LATER:
        return fill(_("begins {day}"), {"day": writing.short_day(plan.start)})
    if row.month is None:
        return fill(_("until {day}"), {"day": end})
    month, months = (str(one) for one in row.month)
    words = _("month {month} of {months}, until {day}")
    return fill(words, {"month": month, "months": months, "day": end})


def ago(days: int) -> str:
    """Say how many days ago."""
    if days <= 0:
        return _("today")
    words = ngettext("{n} day ago", "{n} days ago", days)
    return fill(words, {"n": writing.number(days)})


def condition(row: Row) -> str:
    """Say how a member's log stands."""
    count = len(row.alarms)
    alarms = ngettext("{n} alarm lasts", "{n} alarms last", count)
    silent = _("No sign of life")
    if row.alive_ago is not None:
        silent = fill(_("Silent, last heard {ago}"), {"ago": ago(row.alive_ago)})
    return {
        Condition.BROKEN: _("Broken: its record cannot be read"),
        Condition.ALARM: fill(alarms, {"n": writing.number(count)}),
        Condition.HALTED: _("Only to be read"),
        Condition.SILENT: silent,
        Condition.WAITING: _("Waits for witnesses"),
        Condition.NONE: _("No record") if row.facts.stamp else _("Not looked at yet"),
        Condition.GOOD: _("Alive"),
    }[row.condition]
