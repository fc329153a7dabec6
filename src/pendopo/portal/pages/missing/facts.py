"""What is missing as JSON."""

from pendopo.portal.facts import of_pager
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    listed = context["expected"]
    return {
        "listed_at": visit.base + listed.page if listed else None,
        "should_publish": context["every"] if listed else None,
        "publish": context["there"] if listed else None,
        "missing": [{"id": one["id"], "name": one["name"] or None} for one in context["absent"]],
        "list": of_pager(visit, context["pager"]),
        "buyers": [
            {
                "id": one["id"] or None,
                "name": one["name"],
                "purchases": one["purchases"],
                "told_last": one["newest"],
                **{
                    cell["key"]: {"there": cell["there"], "of": cell["of"]}
                    for cell in (*one["documents"], *one["figures"])
                },
            }
            for one in context["buyers"]
        ],
    }
