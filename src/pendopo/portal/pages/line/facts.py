"""A budget line as JSON: its amounts, exact, each with its rows."""

from pendopo.portal.visit import Context, Visit


def facts(_visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return {
        "publisher": context["publisher"],
        "line": context["line"],
        "title": context["title"],
        "codes": [
            {"classification": one["of"], "code": one["code"], "label": one["label"]}
            for one in context["path"]
        ],
        "prices_year": context["readings"].prices_year,
        "readings": list(context["readings"].notes),
        "years": [
            {
                "year": year["year"],
                "currency": year["currency"],
                "charts": year["charts"],
                "amounts": year["amounts"],
                "share": year["share"],
                "real": year["real"],
                "per_capita": year["capita"],
                "people": year["people"],
            }
            for year in context["years"]
        ],
        # Sums are of all rows; of these the newest are listed.
        "rows_in_all": context["count"],
        "rows": [
            {
                "row": row["id"],
                "year": row["year"],
                "phase": row["phase"],
                "month": row["month"],
                "amount": row["amount"],
                "entry": row["entry"],
                "line": row["line"],
            }
            for row in context["rows"]
        ],
    }
