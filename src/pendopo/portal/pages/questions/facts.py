"""The questions as JSON."""

from pendopo.portal.visit import Context, Visit


def facts(_visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return {
        "count": context["count"],
        "open": context["open"],
        "late": context["late"],
        "questions": [_question(one) for one in context["questions"]],
    }


def _question(one: Context) -> Context:
    if "withdrawn" in one:
        gone = one["withdrawn"]
        return {"id": gone.id, "withdrawn": {"reason": gone.reason, "entry": gone.index}}
    answer = one["answer"]
    return {
        "id": one["id"],
        "asked_on": one["asked"].isoformat(),
        "asked": one["text"],
        "about": one["label"],
        "row": one["row"],
        "due": one["due"].isoformat() if one["due"] else None,
        "days_late": one["late"] if one["due"] else None,
        "answer": answer["answer"] if answer else None,
        "answered_by": answer["answered_by"] if answer else None,
        "answered_on": answer["answered_on"].isoformat() if answer else None,
        "published_on": one["came"].isoformat() if answer else None,
        "entry": answer["entry"] if answer else None,
    }
