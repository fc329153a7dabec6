"""The indicators that there are: one folder each, and one line here."""

import importlib
from collections.abc import Mapping

from pendopo.terms.indicator import Indicator

NAMES = (
    "account_deviation",
    "budget_decided_before_year",
    "budget_execution_rate",
    "budget_outturn",
    "budget_published_after_days",
    "contract_value_covered",
    "days_from_tender_to_award",
    "december_share",
    "education_spending_per_head",
    "function_deviation",
    "health_spending_per_head",
    "own_source_share",
    "revenue_deviation",
    "revenue_outturn",
    "single_bid_share",
    "village_balance_carried_over",
    "village_budgets_on_time",
    "village_construction_share",
    "village_meetings_minuted",
    "village_months_behind",
    "village_own_people_share",
    "village_plan_carried_out",
)


def indicator(name: str) -> Indicator:
    """Give the declaration of an indicator: ``INDICATOR`` of the package of that name.

    :raises KeyError: when no indicator is called that
    :raises TypeError: when the package declares none of its own name
    """
    if name not in NAMES:
        raise KeyError(f"no indicator is called {name!r}; there are {', '.join(NAMES)}")
    declared = importlib.import_module(f"{__name__}.{name}").INDICATOR
    if not isinstance(declared, Indicator) or declared.name != name:
        raise TypeError(f"indicators/{name}/__init__.py: INDICATOR is no Indicator named {name!r}")
    return declared


def indicators() -> Mapping[str, Indicator]:
    """Give all indicators, name to declaration, in the order of the list."""
    return {name: indicator(name) for name in NAMES}
