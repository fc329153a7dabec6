"""What was found, as JSON."""

from typing import Any

from pendopo.portal.facts import of_pager
from pendopo.portal.visit import Context, Visit
from pendopo.published.search import Found, Marked


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    found: Found = context["found"]
    return {
        "permanent": None,  # the index is of today, and so is what it finds
        "words": context["words"],
        "count": found.count,
        "any_word": found.any_word,
        "did_you_mean": found.meant or None,
        "behind": found.behind,
        "found": [_hit(visit, one) for one in context["hits"]],
        "counts": {
            name: [{"value": value, "count": count} for value, count in values]
            for name, values in found.facets.items()
        },
        "searched_by_their_own_page": [
            {"title": one["title"], "rows": one["rows"], "page": visit.base + one["address"]}
            for one in context["apart"]
        ],
        "list": of_pager(visit, context["pager"]),
    }


def _hit(visit: Visit, one: Context) -> dict[str, Any]:
    hit = one["hit"]
    return {
        "kind": hit.kind.value,
        "title": _plain(hit.title),
        "words_around": _plain(hit.snippet),
        "register": hit.register or None,
        "publisher": hit.publisher or None,
        "year": hit.year or None,
        "page": visit.base + one["address"],
    }


def _plain(pieces: Marked) -> str:
    return "".join(text for text, _marked in pieces)
