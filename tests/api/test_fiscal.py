"""The budget lines are a Fiscal Data Package, which is read back as they were published."""

import csv
import io
import json
from decimal import Decimal

import pytest

from pendopo.registers.budgets.package import lines_of
from pendopo.registers.budgets.read import read as of_register
from pendopo.standards.fiscal.check import check
from pendopo.standards.fiscal.read import read as amounts_of
from pendopo.terms.register import Package, Rows, Source
from tests.portal.conftest import reader

pytestmark = pytest.mark.xdist_group("budgeting")


@pytest.fixture(scope="module")
def read(budgeting):
    return reader(budgeting)


@pytest.fixture(scope="module")
def package(read):
    answer = read("/data/budgets/datapackage.json")
    assert answer.status == 200, answer.body
    return json.loads(answer.body)


def test_the_package_has_no_fault(package):
    assert check(package) == []
    assert package["profile"] == "fiscal-data-package"


def test_its_fields_are_the_columns_of_its_file_and_its_amounts_those_published(package, read):
    [resource] = package["resources"]
    text = read(f"/data/budgets/{resource['path']}").body.decode()

    lines = list(lines_of(amounts_of(package, lambda _: text)))

    header = next(csv.reader(io.StringIO(text)))
    assert header == [field["name"] for field in resource["schema"]["fields"]]
    approved = [one for one in lines if (one["year"], one["phase"]) == ("2024", "approved")]
    spent = [one for one in approved if one["direction"] == "expenditure"]
    assert sum(Decimal(one["amount"]) for one in spent) == Decimal("780000001.00")


def test_a_past_state_without_budgets_has_no_package(read):
    assert read("/at/0/data/budgets/datapackage.json").status == 404


def test_developers_find_it(read):
    assert b"/data/budgets/datapackage.json" in read("/en/developers/").body
    assert "/data/budgets/datapackage.json" in json.loads(read("/openapi.json").body)["paths"]


def test_what_is_published_is_read_as_the_same_lines_when_it_is_handed_in(package, read):
    [resource] = package["resources"]
    text = read(f"/data/budgets/{resource['path']}").body.decode()
    told = Source("lines.zip", package=Package(package, lambda _: text))

    lines = [row for one in of_register(told) if isinstance(one, Rows)
             for row in one.batch.to_pylist()]  # fmt: skip

    published = list(csv.DictReader(io.StringIO(text)))
    columns = [name for name in published[0] if name not in {"entry", "line"}]
    assert len(lines) == len(published) == 21
    assert [{name: row[name] or "" for name in columns} for row in lines] == [
        {name: row[name] for name in columns} for row in published
    ]
