"""All red flags of a state: what each asks, how often, and of how many it cannot tell."""

from django.http import Http404

from pendopo.portal import touched
from pendopo.portal.flagged import GROUPS, percent
from pendopo.portal.pages.flags.facts import facts
from pendopo.portal.visit import Context, Visit, page


@page("pages/flags/flags.html", facts=facts, reads=touched.flags)
def flags(visit: Visit) -> Context:
    """Gather the list of flags.

    :raises Http404: where no contracts are published
    """
    flagging = visit.programme.flagging
    if not flagging.has(visit.state):
        raise Http404
    looked = flagging.looked(visit.state)
    shown = [
        {
            "flag": flag,
            "looked": looked[name],
            "unknown": percent(looked[name].unknown, looked[name].looked),
            "changed": any(one.changed for one in flagging.thresholds(name, visit.state)),
        }
        for name, flag in flagging.flags.items()
    ]
    return {
        "day": flagging.day(visit.state),
        "groups": [
            {
                "title": title,
                "flags": [
                    one
                    for one in shown
                    if one["flag"].group == group and not one["flag"].figure  # type: ignore[attr-defined]
                ],
            }
            for group, title in GROUPS.items()
            if group != "coverage"
        ],
        "figures": [one for one in shown if one["flag"].figure],  # type: ignore[attr-defined]
    }
