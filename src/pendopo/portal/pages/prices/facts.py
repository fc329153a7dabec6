"""Prices compared, as JSON."""

from pendopo.portal.facts import of_pager
from pendopo.portal.visit import Context, Visit

_GROUP = (
    *("class", "scheme", "name", "unit", "stage", "prices", "lowest", "q1", "median", "q3"),
    *("highest", "times"),
)


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says: the things that are compared, or every price of one."""
    shown = {"list": of_pager(visit, context["pager"])}
    if "each" in context:
        return {
            "thing": {name: context["group"][name] for name in _GROUP},
            "prices": [
                {name: one[name] for name in ("ocid", "item", "quantity", "day", "price", "times")}
                | {"buyer": one["buyer"] or None}
                for one in context["each"]
            ],
            **shown,
        }
    return {
        "things": [{name: one[name] for name in _GROUP} for one in context["groups"]],
        "with_one_price": context["alone"],
        "items": context["untold"]["items"],
        "without_price": context["untold"]["price"],
        "without_class": context["untold"]["class"],
        "without_unit": context["untold"]["unit"],
        **shown,
    }
