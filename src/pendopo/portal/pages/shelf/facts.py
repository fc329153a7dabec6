"""The shelves as JSON: the same days, and what each document counts."""

from pendopo.portal.visit import Context, Visit
from pendopo.published.shelf import ON_TIME, READABLE, THERE, Filled, Held


def facts(_visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return {
        "publisher": context["publisher"],
        "year": context["year"],
        "points": {
            "published": float(THERE),
            "on_time": float(ON_TIME),
            "machine_readable": float(READABLE),
        },
        "law": context["country"].law,
        "shelves": [_shelf(one) for one in context["filled"]],
    }


def _shelf(one: Filled) -> Context:
    score = one.score
    return {
        "name": one.shelf.name,
        "source": one.shelf.source,
        "counted": len(one.counted),
        "score": None if score is None else str(round(float(score), 4)),
        "missing": [held.document.code for held in one.missing],
        "documents": [_held(held) for held in one.held],
    }


def _held(held: Held) -> Context:
    return {
        "document": held.document.code,
        "period": held.period,
        "due": held.due.isoformat() if held.due else None,
        "published": held.published.isoformat() if held.published else None,
        "days_late": held.late if held.counts else None,
        "machine_readable": held.readable,
        "counts": held.counts,
        "points": str(float(held.points)),
        "verified": held.document.verified,
        "versions": [one.id for one in held.versions],
    }
