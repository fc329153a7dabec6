"""What a mirror knows of its origin, as JSON."""

from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    status = context["status"]
    return {
        "mirror_of": context["mirror"].of,
        "origin": status.origin if status else None,
        "key": visit.programme.config.mirror.key or None,
        "alive_at": (status.alive_at if status else "") or None,
        "asked_at": (status.asked_at if status else "") or None,
        "answered_at": (status.answered_at if status else "") or None,
        "entries_here": status.size if status else 0,
        "redactions": context["mirror"].policy.redactions,
        "reasons": list(context["mirror"].policy.reasons),
        "holds": context["mirror"].policy.holds,
        "acknowledged": [one.entry for one in context["mirror"].answered],
        "alarms": [
            {
                "kind": shown["alarm"].kind.value,
                "raised_at": shown["alarm"].at,
                "seen_at": shown["alarm"].seen_at,
                "ended_at": shown["alarm"].ended_at or None,
                "what": shown["text"],
                "files": list(shown["alarm"].examples),
                "evidence": [f"{visit.site}/{path}" for path in shown["alarm"].evidence],
            }
            for shown in context["alarms"]
        ],
    }
