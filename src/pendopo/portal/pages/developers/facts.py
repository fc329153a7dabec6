"""Where programs begin, as JSON."""

from pendopo.portal.facts import of_table
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    example = context["example"]
    return {
        "catalogue": visit.absolute("catalog"),
        "sitemap": None if visit.static else f"{visit.site}/sitemap.xml",
        "feed": visit.absolute("home_feed"),
        "search": None if visit.static else visit.absolute("search_json"),
        "checkpoint": f"{visit.site}/log/checkpoint",
        "example": of_table(visit, example) if example else None,
    }
