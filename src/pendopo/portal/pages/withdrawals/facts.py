"""The withdrawals as JSON."""

from pendopo.portal.facts import of_pager
from pendopo.portal.visit import Context, Visit
from pendopo.portal.withdrawn import Count, Withdrawn


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return of_count(context["count"]) | {
        "withdrawals": [of_withdrawn(visit, one) for one in context["withdrawn"]],
        "list": of_pager(visit, context["pager"]),
        "mirrors": [
            {
                "mirror": one.mirror,
                "policy": one.policy,
                "asked_at": one.asked_at,
                "entries": list(one.entries),
            }
            for one in context["acknowledged"]
        ],
    }


def of_count(count: Count | None) -> Context:
    """Say how much is withdrawn."""
    return {
        "held": count.held if count else 0,
        "taken_away": count.taken if count else 0,
        "oldest_hold_days": count.oldest if count and count.held else None,
    }


def of_withdrawn(visit: Visit, one: Withdrawn) -> Context:
    """Say what was withdrawn and why."""
    return {
        "kind": one.kind,
        "entry": one.index,
        "since": one.at,
        "until": one.until or None,
        "reason": one.code or None,
        "reason_text": one.reason.text(visit.language) if one.reason else None,
        "clause": one.reason.source("en") if one.reason else None,
        "says": one.says or None,
        "masked": one.masked or None,
        "appeal": one.appeal or None,
        "signed_by": [{"office": key.office, "unit": key.unit} for key in one.by],
        "everything": one.whole,
        "publications": [visit.absolute("publication", id=p.id) for p in one.of],
        "replacement": (
            visit.absolute("publication", id=one.replacement.id) if one.replacement else None
        ),
    }
