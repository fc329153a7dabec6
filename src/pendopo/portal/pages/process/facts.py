"""A purchase as JSON."""

from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return {
        "ocid": context["found"]["ocid"],
        "title": context["title"],
        "told": context["told"],
        "cut": [
            {name: one[name] for name in ("table", "shown", "number")} for one in context["cut"]
        ],
        "timeline": [
            {"day": one["day"], "what": one["what"], "told": one["told"] or None}
            for one in context["events"]
        ],
        "bids": context["bids"],
        "questions": [
            {
                "flag": one.flag.name,
                "version": one.flag.version,
                "question": one.flag.question,
                "page": visit.base + visit.address("flag", flag=one.flag.name),
                "value": one.value,
                "unit": one.flag.unit,
                "threshold": one.threshold,
                "set_by_the_government": [
                    {"name": name, "used": used, "default": default}
                    for name, used, default in one.own
                ],
                "made_from": dict(one.inputs),
                "replies": [
                    {
                        "says": reply.says,
                        "role": reply.role,
                        "party": reply.party,
                        "day": reply.day or None,
                        "entry": reply.entry,
                    }
                    for reply in one.replies
                ],
            }
            for one in context["raised"]
        ],
        "links": [
            {
                "kind": one.kind,
                "name": one.text,
                "page": visit.base + one.address if one.address else None,
                "certain": one.certain,
            }
            for one in context["links"]
        ],
        "changes": [
            {
                "field": one.field,
                "was": one.was,
                "now": one.now or None,
                "since": one.since or None,
                "release": one.release or None,
            }
            for one in context["altered"]
        ],
        "beneficial_owners": [
            {"party": one.party, "owners": list(one.owners)} for one in context["owned"]
        ],
        "visits": [
            {
                "day": one.day,
                "party": one.party,
                "seen": one.seen,
                "place": one.place or None,
                "placed_by": one.placed_by or None,
                "photo": {"sha256": one.sha256, "address": one.address or None}
                if one.sha256
                else None,
                "entry": one.entry,
            }
            for one in context["visits"]
        ],
        "row": visit.base + context["row"],
    }
