"""A small real programme with budgets, an index of prices and people, for the tests of cubes."""

from datetime import timedelta
from pathlib import Path

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from tests.portal.hall import FIRST, settings

HOME = "99.01"
# Direction, deepest function and its label, account and its label, amount in millions.
_LINES = (
    ("revenue", "", "", "4.1.01", "Pajak Daerah", 100),
    ("revenue", "", "", "4.2.01", "Pendapatan Transfer", 900),
    ("expenditure", "1.01", "Pendidikan", "5.1.01", "Belanja Pegawai", 420),
    ("expenditure", "1.01", "Pendidikan", "5.2.03", "Belanja Modal, Gedung", 80),
    ("expenditure", "1.02", "Kesehatan", "5.1.01", "Belanja Pegawai", 300),
    ("expenditure", "1.02", "Kesehatan", "5.1.02", "Belanja Barang dan Jasa", -20),
    ("financing-in", "", "", "6.1.01", "SiLPA tahun lalu", 50),
)
_HEADER = (
    "phase,direction,functional_code,functional_2_label,economic_code,economic_3_label,label,code,"
    "amount"
)

LAW = (
    "title,form,address,sha256,published_on,number,decided_by,decided_on\n"
    f"Perda APBD,pdf,https://contoh.example/apbd.pdf,{'0' * 64},2024-01-02,Perda 9/2023,"
    "DPRD Contoh and the regent,2023-11-28\n"
)


def lines(**factors: int) -> str:
    """A CSV of budget lines in phases.

    :param factors: percent of the plan in each
    """
    rows = [_HEADER]
    for phase, factor in factors.items():
        for direction, function, named, account, label, millions in _LINES:
            amount = f"{millions * factor * 10_000}.50"
            said = f'{direction},{function},{named},{account},"{label}","{label}",{account}'
            rows.append(f"{phase},{said},{amount}")
    return "\n".join(rows) + "\n"


def build(folder: Path) -> Programme:
    """Budgets of two years, one in two phases; prices of both years; people of the first."""
    made = Programme.create(folder / "hall", settings(), FIRST)
    index = "year,index,base\n2023,104.00,2022=100\n2024,109.20,2022=100\n"
    people = f"scheme,code,year,people\ncontoh,{HOME},2023,1000000\n"
    scope = {"year": "2024", "phase": "approved.executed", "publisher": HOME}
    files = [
        ("budgets", lines(approved=100, executed=95), scope),
        ("budgets", lines(approved=80), scope | {"year": "2023", "phase": "approved"}),
        ("datasets", index, {"dataset": "price-index"}),
        ("places", people, {"list": "people"}),
        ("documents", LAW, {"document": "enacted-budget", "year": "2024", "publisher": HOME}),
    ]
    requests = []
    for number, (register, text, scope) in enumerate(files):
        file = folder / f"{number}.csv"
        file.write_text(text, "utf-8")
        said = Declaration(title=f"{register} {number}", scope=scope)
        requests.append(Request(file, register, FIRST + timedelta(hours=1), said))
    outcome = made.publish(requests)
    assert not outcome.stopped, [report.findings for report in outcome.reports]
    return made


def publish_budget(programme: Programme, file: Path) -> None:
    """Publish the budget of a year in two phases, in a record of other things."""
    file.write_text(lines(approved=100, executed=95), "utf-8")
    scope = {"year": "2024", "phase": "approved.executed", "publisher": HOME}
    at = FIRST + timedelta(hours=70)
    request = Request(file, "budgets", at, Declaration(title="Anggaran 2024", scope=scope))
    outcome = programme.publish([request])
    assert not outcome.stopped, outcome.reports[0].findings
