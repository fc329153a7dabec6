"""A page of the log as JSON."""

from pendopo.portal.facts import of_measure, of_pager
from pendopo.portal.visit import Context, Visit
from pendopo.portal.witnessing import facts_of_signings, facts_of_waiting


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return {
        "entries": [
            {
                "entry": act["entry"].index,
                "type": act["entry"].leaf.type.value,
                "id": act["entry"].leaf.id,
                "time": act["entry"].leaf.time,
                "register": act["entry"].leaf.register or None,
                "scope": dict(act["entry"].leaf.scope or {}),
                "title": act["title"] or None,
                "page": visit.base + act["address"] if act["address"] else None,
                "measured": of_measure(visit, act["measure"]) if act["measure"] else None,
            }
            for act in context["acts"]
        ],
        "list": of_pager(visit, context["pager"]),
        "checkpoint": visit.note or None,
        "witnesses_needed": context["needed"],
        "witnesses": facts_of_signings(context["signings"]),
        "waiting": facts_of_waiting(context["waiting"]),
    }
