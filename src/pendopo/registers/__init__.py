"""The registers that there are: one folder each, and one line here."""

import importlib
from collections.abc import Mapping

from pendopo.terms.register import Register

NAMES = (
    "answers",
    "budgets",
    "contracts",
    "datasets",
    "debarments",
    "documents",
    "places",
    "plans",
    "replies",
    "villages",
    "visits",
)


def register(name: str) -> Register:
    """Give the declaration of a register: ``REGISTER`` of the package of that name.

    :raises KeyError: when no register is called that
    """
    if name not in NAMES:
        raise KeyError(f"no register is called {name!r}; there are {', '.join(NAMES)}")
    declared = importlib.import_module(f"{__name__}.{name}").REGISTER
    if not isinstance(declared, Register) or declared.name != name:
        raise TypeError(f"registers/{name}/__init__.py: REGISTER is not a Register named {name!r}")
    return declared


def registers() -> Mapping[str, Register]:
    """Give all registers, name to declaration, in the order of the list."""
    return {name: register(name) for name in NAMES}
