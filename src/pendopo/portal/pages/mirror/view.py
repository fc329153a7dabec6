"""About a mirror: its origin, the last sign of life, and every alarm there ever was."""

from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pendopo.peers.trouble import Alarm, Kind
from pendopo.portal.pages.mirror.facts import facts
from pendopo.portal.visit import Context, Visit, page
from pendopo.terms.answering import HOLDS, POLICIES
from pendopo.terms.wording import fill

KINDS = {
    Kind.FORK: _("Two pasts were signed"),
    Kind.ROLLBACK: _("Entries were taken back"),
    Kind.ABSENT: _("Files are gone without a word"),
    Kind.CHANGED: _("Something else is served than was signed"),
    Kind.SILENT: _("No sign of life"),
}


@page("pages/mirror/mirror.html", facts=facts)
def mirror(visit: Visit) -> Context:
    """Gather what is known of the origin; the newest alarm stands first.

    :raises Http404: when this is no mirror
    """
    found = visit.mirror
    if found is None:
        raise Http404
    return {
        "mirror": found,
        "status": found.status,
        "policy": POLICIES[found.policy.redactions],
        "holds": HOLDS[found.policy.holds],
        "alarms": [
            {"alarm": alarm, "kind": KINDS[alarm.kind], "text": said(alarm)}
            for alarm in found.alarms
        ],
    }


def said(alarm: Alarm) -> str:
    """Give an alarm's sentence in the reader's language."""
    return fill(gettext(alarm.message), alarm.values)
