"""The indicators that there are: one folder each, and one line here."""

import importlib
from collections.abc import Mapping

from pendopo.terms.indicator import Indicator

NAMES = (
    "contract_value_covered",
    "days_from_tender_to_award",
    "single_bid_share",
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
