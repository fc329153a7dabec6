"""Contracts: releases of contracting processes in the Open Contracting Data Standard."""

from pendopo.registers.contracts.tables import FOLDED, SUBMITTED
from pendopo.terms.register import Fold, Pieces, Register, later
from pendopo.terms.wording import say

REGISTER = Register(
    name="contracts",
    title=say("Contracts"),
    summary=say(
        "What the government buys, from whom and for how much: plan, tender, award, contract."
    ),
    standard="OCDS 1.1",
    fold=Fold.MERGE,
    forms=("json", "jsonl", "csv", "xlsx", "ods", "xls", "zip"),
    read=later(__name__, "read"),
    read_part=later(__name__, "read_part"),
    tables=SUBMITTED,
    sheets=later(__name__, "sheets"),
    folded=FOLDED,
    merge=later(__name__, "merge"),
    pieces=Pieces("releases", "ocid", whole=("exchange_rates",)),
    source="https://standard.open-contracting.org/1.1/en/",
)
