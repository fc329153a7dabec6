"""A row as JSON."""

from pendopo.portal.facts import of_columns, of_publication, of_rows
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    table = context["table"]
    [values] = of_rows(table, [context["found"]])
    return {
        "register": table.register,
        "table": table.name,
        "title": context["title"],
        "values": values,
        "columns": of_columns(table.table.columns),
        "publication": of_publication(visit, context["publication"], context["facts"]),
        "line": context["line"],
        "versions": [
            {
                "entry": version["publication"].index,
                "there": version["there"],
                "differed": [
                    {
                        "column": cell["column"].name,
                        "before": cell["before"],
                        "after": cell["after"],
                    }
                    for cell in version["cells"]
                ],
            }
            for version in context["versions"]
        ],
    }
