"""What is needed to check the record, as JSON."""

from pendopo.portal.visit import Context, Visit
from pendopo.portal.witnessing import facts_of_signings


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    example = context["example"]
    return {
        "command": f"pendopo verify {visit.site}/",
        "checkpoint": visit.note or None,
        "policy": context["policy"] or None,
        "witnesses_needed": context["needed"],
        "witnesses": facts_of_signings(context["signings"]),
        "example": visit.absolute("publication", id=example.id) if example else None,
        "found": _found(visit, context["answer"]) if context["answer"] else None,
    }


def _found(visit: Visit, answer: Context) -> Context:
    """Say where the content with a SHA-256 stands; nowhere is an empty list."""
    entries = [answer["entry"], *answer["others"]] if answer["kind"] == "file" else []
    return {
        "sha256": answer["sha256"],
        "commitment": answer.get("c"),
        "role": answer.get("role"),
        "entries": [
            {
                "entry": one["index"],
                "id": one["id"],
                "time": one["time"],
                "publisher": one["publisher"],
                "title": one["title"] or None,
                "replaced_by": one["replaced_by"],
                "page": visit.base + one["address"],
                "receipt": f"{visit.site}/pub/{one['id']}/receipt.tlog-proof",
            }
            for one in entries
        ],
    }
