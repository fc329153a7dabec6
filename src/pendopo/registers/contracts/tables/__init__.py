"""The tables of the contracts register: what a submission holds, and what the merge makes of it."""

from typing import Final

from pendopo.registers.contracts.tables.award import (
    AMENDMENTS,
    MERGED_AWARDS,
    MERGED_CONTRACTS,
    SUPPLIERS,
    TRANSACTIONS,
)
from pendopo.registers.contracts.tables.beside import DOCUMENTS, ITEMS, MILESTONES
from pendopo.registers.contracts.tables.processes import (
    PARTIES,
    PLANNING,
    PROCESSES,
    RELATED,
    UNDATED,
)
from pendopo.registers.contracts.tables.submitted import (
    AWARDS,
    CONTRACTS,
    RATES,
    RELEASED,
    RELEASES,
    SUBMITTED,
    TENDERS,
)
from pendopo.registers.contracts.tables.tender import BIDS, LOTS, MERGED_TENDERS, TENDERERS

__all__ = [
    "AWARDS",
    "CONTRACTS",
    "FOLDED",
    "RATES",
    "RELEASED",
    "RELEASES",
    "SUBMITTED",
    "TENDERS",
]

FOLDED: Final = (
    PROCESSES,
    PLANNING,
    MERGED_TENDERS,
    LOTS,
    ITEMS,
    BIDS,
    TENDERERS,
    MERGED_AWARDS,
    SUPPLIERS,
    MERGED_CONTRACTS,
    AMENDMENTS,
    TRANSACTIONS,
    MILESTONES,
    DOCUMENTS,
    PARTIES,
    RELATED,
    UNDATED,
)
