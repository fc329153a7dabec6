"""Action plans as they were published, each wording read once for all who ask."""

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pendopo.published.state import Publication
from pendopo.registers.plans.parts import PlanError
from pendopo.registers.plans.read import read_document
from pendopo.terms.commitment import Plan

KEPT: Final = 64


class PlanShelf:
    """The plans of one record.

    :param original_path: gives the place of a submitted file
    """

    def __init__(self, original_path: Callable[[Publication], Path]) -> None:
        self._original_path = original_path
        self._known: OrderedDict[str, Plan] = OrderedDict()

    def read(self, publication: Publication) -> Plan | None:
        """Read a wording; None where it is not here, or is of a later form.

        Whether it may be shown is the state's to say.
        """
        known = self._known.get(publication.id)
        if known is None:
            path = self._original_path(publication)
            try:
                known = read_document(path.read_bytes(), path.name)
            except (OSError, ValueError, PlanError):
                return None
            self._known[publication.id] = known
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return known

    def forget(self) -> None:
        """Keep nothing in memory."""
        self._known.clear()
