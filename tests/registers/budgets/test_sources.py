"""Every source at hand is read by a mapping alone, and adds up to what it says itself."""

import csv
from decimal import Decimal
from itertools import islice

import pytest

from tests.registers.budgets.sources import OTHERS, asked, books, reports_of, some

# What the module makes once is dear: it is made by one worker, not by each.
pytestmark = pytest.mark.xdist_group("budget_sources")

# What these books say of themselves does not add up: by how much their lines are apart from the
# total they give, approved and then revised or executed.
APART = {
    "gunungkidul_2014_realisasi_1.01.01._1": (-25204500, -13000),
    "sleman_2015_realisasi_1.01.01.00_5": (-496913500, -457217500),
    "sleman_2015_realisasi_1.02.01.00_15": (-38529200900, -62783870175),
    "sleman_2015_realisasi_1.06.01.00_4": (-496913500, -457217500),
    "sleman_2015_realisasi_1.12.01.00_9": (-323025500, -323025500),
    "sleman_2015_realisasi_1.12.01_8": (-323025500, -323025500),
    "sleman_2015_realisasi_1.17.01.00_17": (-40169000, -61035000),
    "sleman_2015_realisasi_1.20.03.00_1": (-82192500, -84670700),
    "sleman_2015_realisasi_1.20.08.00_16": (13960500, 24515500),
    "sleman_2015_realisasi_x_14": (-38529200900, -62783870175),
    "sleman_2015_realisasi_x_18": (-63037000, -451200),
}
COMPARED = """
select sum_of.amount - total.amount, coalesce(total.lost, 0) + sum_of.lost
from (
    select phase, max_by(amount, line) as amount, any_value(lost) as lost from totals
    where direction = 'expenditure'
    and regexp_matches(trim(label), '^(?i)(belanja|belanja daerah|jumlah belanja)$')
    group by phase
) as total
inner join (
    select phase, sum(amount) as amount, coalesce(sum(lost), 0) as lost from lines
    where direction = 'expenditure' group by phase
) as sum_of using (phase)
order by total.phase
"""
MADRID = {
    "gastos": ("CRED_INICIAL", "C_DEFINITIVO", "OBL_RECONOC"),
    "ingresos": ("PREV.INICIAL", "PREV.DEFINITIV", "D. RECON.NETOS"),
}
# Of Madrid one year is enough here; the other has the same columns, and is in the campaign.
QUICK = {name: said for name, said in OTHERS.items() if "2024" not in name}
HEAD = 600  # lines
# Of the nine shapes of books: columns without a name, grouped amounts, and one office a file.
FEW = {"diy-perubahan-wide", "diy-program-dots", "diy-realisasi"}
WHOLE = [pytest.mark.campaign, pytest.mark.timeout(300)]
SUMS = "select phase, sum(amount)::decimal(20, 2) from lines group by phase"


@pytest.fixture(scope="module", params=["head", pytest.param("whole", marks=WHOLE)])
def data(request, shared_data, tmp_path_factory):
    """Give the folder of the sources: of each its first lines, in the campaign the whole."""
    if request.param == "whole":
        return shared_data
    folder = tmp_path_factory.mktemp("head")
    for name in QUICK:
        path = folder / "budget" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with (shared_data / "budget" / name).open("rb") as source:
            path.write_bytes(b"".join(islice(source, HEAD)))
    return folder


@pytest.fixture(scope="module")
def others(data, tmp_path_factory):
    return reports_of(data, QUICK, tmp_path_factory.mktemp("others"))


@pytest.fixture(scope="module", params=["few", pytest.param("each", marks=WHOLE)])
def diy(request, shared_data, tmp_path_factory):
    shapes = some(books(shared_data))
    if request.param == "few":
        shapes = {name: said for name, said in shapes.items() if said[0] in FEW}
    return reports_of(shared_data, shapes, tmp_path_factory.mktemp("diy"))


@pytest.fixture(scope="module")
def all_of_diy(shared_data, tmp_path_factory):
    return reports_of(shared_data, books(shared_data), tmp_path_factory.mktemp("all"))


def added(path, columns, *, delimiter, encoding="utf-8", group="", names=None):
    """Add a file's own cells up, without anything of ours."""
    with path.open(encoding=encoding, newline="") as stream:
        sums = dict.fromkeys(columns, Decimal(0))
        for row in csv.DictReader(stream, names, delimiter=delimiter):
            for column in columns:
                sums[column] += Decimal(row[column].replace(group, "").replace(",", ".") or 0)
    return sums


@pytest.mark.parametrize("name", QUICK)
def test_a_source_is_read_by_its_mapping_alone(name, others):
    report = others[name]

    assert not report.stopped, [finding.sentence() for finding in report.findings]


def of_madrid(path, what):
    """Add Madrid's cells up: phase to sum."""
    own = added(path, MADRID[what], delimiter=";", encoding="iso-8859-1")
    return dict(zip(("approved", "revised", "executed"), own.values(), strict=True))


@pytest.mark.parametrize("what", MADRID)
def test_madrid_adds_up_to_its_own_cells(what, others, data):
    name = f"madrid/2025_{what}.csv"

    assert dict(asked(others[name], SUMS)) == of_madrid(data / "budget" / name, what)


@pytest.mark.campaign
@pytest.mark.timeout(300)
def test_another_year_of_madrid_adds_up_too(shared_data, tmp_path):
    names = {f"madrid/2024_{what}.csv": what for what in MADRID}

    reports = reports_of(shared_data, {name: OTHERS[name] for name in names}, tmp_path)

    for name, what in names.items():
        assert not reports[name].stopped, [one.sentence() for one in reports[name].findings]
        assert dict(asked(reports[name], SUMS)) == of_madrid(shared_data / "budget" / name, what)


@pytest.mark.parametrize(("what", "group"), [("gastos", "."), ("ingresos", "")])
def test_navarra_adds_up_to_its_own_cells(what, group, others, data):
    path = data / "budget" / "navarra" / f"2025_{what}.csv"
    names = ["year", "a", "b", "c", "d", "e", "approved", "revised", "executed"]

    own = added(path, names[6:], delimiter=",", group=group, names=names)

    assert dict(asked(others[f"navarra/2025_{what}.csv"], SUMS)) == own


@pytest.mark.parametrize("place", ["madrid", "navarra"])
@pytest.mark.parametrize(
    ("what", "usual", "financing"),
    [("gastos", "expenditure", "financing-out"), ("ingresos", "revenue", "financing-in")],
)
def test_what_is_lent_borrowed_and_paid_back_is_financing(
    place, what, usual, financing, others, data, shared_data
):
    sql = "select distinct economic_1_code, direction from lines"

    found = asked(others[f"{place}/2025_{what}.csv"], sql)

    every = {(str(one), financing if one in (8, 9) else usual) for one in range(1, 10)}
    if data == shared_data:
        assert set(found) == every
    else:  # the first lines of Madrid's have not all of them
        assert len(found) > 1
        assert set(found) <= every


def test_the_united_kingdom_adds_up_to_the_unit(others, data):
    name = "standards/uk_cra_by_cofog1_department.csv"

    [own] = added(data / "budget" / name, ["value"], delimiter=",").values()

    [(phase, ours)] = asked(others[name], SUMS)
    assert phase == "executed"
    assert abs(ours - own) < 1


@pytest.mark.parametrize(("what", "phase"), [("pagu", "approved"), ("realisasi", "executed")])
def test_village_funds_add_up_to_their_own_cells(what, phase, others, data):
    name = f"danadesa/{what}-dana-desa.csv"

    [own] = added(data / "budget" / name, ["nilai"], delimiter="\t").values()

    assert asked(others[name], SUMS) == [(phase, own)]


def apart(reports):
    """Give by how much lines are apart from the total that a book gives, where they are."""
    found = {}
    for name, report in reports.items():
        compared = asked(report, COMPARED)
        assert compared, name
        if any(abs(one) > lost for one, lost in compared):
            book = name.removeprefix("diy_apbd/").removesuffix(".csv")
            found[book] = tuple(one for one, _ in compared)
    return found


def test_a_book_of_every_shape_adds_up_to_the_total_it_gives(diy):
    stopped = [name for name, report in diy.items() if report.stopped]

    assert len(diy) in {len(FEW), 9}
    assert stopped == []
    assert apart(diy).items() <= APART.items()


@pytest.mark.campaign
@pytest.mark.timeout(300)
def test_all_44_books_of_yogyakarta_add_up_to_the_totals_they_give(all_of_diy):
    stopped = [name for name, report in all_of_diy.items() if report.stopped]

    assert len(all_of_diy) == 44
    assert stopped == []
    assert apart(all_of_diy) == APART
