"""Every table in every form, and how to read one in DuckDB, Python, R and Excel."""

from pendopo.portal.listed import listed
from pendopo.portal.pages.downloads.facts import facts
from pendopo.portal.visit import Context, Visit, page


@page("pages/downloads/downloads.html", facts=facts)
def downloads(visit: Visit) -> Context:
    """Gather the downloads; the snippets read the first table that has rows."""
    tables = listed(visit)
    return {
        "tables": tables,
        "example": next((one for one in tables if one.rows), None),
    }
