"""A page of purchases as JSON."""

from pendopo.portal.facts import of_pager
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return {
        "words": context["words"],
        "purchases": [
            {
                "ocid": row["ocid"],
                "title": row["title"],
                "page": visit.base + row["address"] if row["address"] else None,
                "buyer": row["buyer"],
                "method": row["method"] or None,
                "status": row["status"] or None,
                "day": row["day"],
                "value": row["worth"],
                "currency": row["currency"] or None,
                "questions": row["questions"],
            }
            for row in context["rows"]
        ],
        "list": of_pager(visit, context["pager"]),
    }
