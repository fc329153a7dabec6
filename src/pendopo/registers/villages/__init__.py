"""Villages: each village's budget to the activity, and what shows whether it was kept."""

from pendopo.registers.villages.folded import FOLDED, SUBMITTED
from pendopo.terms.register import Fold, Register, later
from pendopo.terms.wording import say

REGISTER = Register(
    name="villages",
    title=say("Village budgets"),
    summary=say(
        "What each village takes in and spends, activity by activity: its budget (APBDes), what "
        "became of it, meetings, documents and photos."
    ),
    standard="Permendagri 20/2018",
    fold=Fold.MERGE,
    forms=("csv", "xlsx", "ods", "xls", "json-table", "zip", "mdb", "pdf"),
    read=later(__name__, "read"),
    tables=SUBMITTED,
    sheets=later(__name__, "sheets"),
    database=later(__name__, "database"),
    folded=FOLDED,
    merge=later(__name__, "merge"),
    remembers=("books",),
    source="https://peraturan.bpk.go.id/Details/138244/permendagri-no-20-tahun-2018",
)
