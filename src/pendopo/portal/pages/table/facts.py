"""A page of a table as JSON; the whole of it is at the addresses under ``downloads``."""

from pendopo.portal.facts import of_columns, of_pager, of_rows
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    table = context["table"]
    return {
        "register": table.register,
        "name": table.name,
        "title": context["title"],
        "row": table.table.row,
        "key": list(table.table.key),
        "version": table.version,
        "publications": list(table.publications),
        "removed": list(table.removed),
        "rows_in_all": context["rows_in_all"],
        "matching": context["count"],
        "columns": of_columns(table.table.columns),
        "rows": of_rows(table, context["found"]),
        "list": of_pager(visit, context["pager"]),
        "counts": {
            facet.column.name: [
                {"value": choice.text, "rows": choice.count} for choice in facet.choices
            ]
            for facet in context["facets"]
        },
        "downloads": {form.name: visit.base + form.address for form in context["forms"]},
    }
