"""Fiscal Data Packages of both versions: read, written, and held to the text of 1.0-rc."""

import csv
import io
import json
from decimal import Decimal

import pytest

from pendopo.registers.budgets.package import COLUMN_TYPES, lines_of, package_of
from pendopo.standards.fiscal.amount import number
from pendopo.standards.fiscal.check import check
from pendopo.standards.fiscal.check_rows import check_rows
from pendopo.standards.fiscal.column_types import ColumnType, known, type_of
from pendopo.standards.fiscal.fault import fill, wrong
from pendopo.standards.fiscal.read import read, version_of
from pendopo.standards.fiscal.table import PackageError
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.telling import sentence

# The two ways in which the specification describes one family's budget.
WEEK = """Who?,What for?,How?,Plan,Actual
George,Food,Credit Card,$100,$107.60
George,Books,Paypal Account,$15,$0
"""


def field(name, kind="string", column_type="", **more):
    found = {"name": name, "type": kind, **more}
    return found | ({"columnType": column_type} if column_type else {})


def package(fields, extra=(), **more):
    schema = {"fields": list(fields), "extraFields": list(extra)}
    return {
        "name": "p",
        "resources": [{"name": "budget", "path": "b.csv", "schema": schema}],
        **more,
    }


def george():
    money = {"bareNumber": False}
    return package(
        [
            field("Who?", column_type="administrative-classification:generic:code"),
            field("What for?", column_type="functional-classification:generic:code"),
            field("How?", column_type="economic-classification:generic:code"),
            field("Plan", "number", normalize={"Phase": "Plan"}, **money),
            field("Actual", "number", normalize={"Phase": "Actual"}, **money),
        ],
        [
            field("Amount", "number", "value", normalizationTarget=True),
            field("Phase", column_type="phase:id"),
            field(
                "Week Start", "date", "date:fiscal:activity-start", constant="1/10/2015",
                format="%d/%m/%Y",
            ),
            field("Currency", column_type="value-currency:code", constant="USD"),
        ],
    )  # fmt: skip


def messages(descriptor):
    return [fault.sentence() for fault in check(descriptor)]


def test_the_example_of_the_specification_has_no_fault():
    assert check(george()) == []


def test_columns_side_by_side_become_rows_with_their_phase():
    rows = [row.cells for row in read(george(), {"b.csv": WEEK}.__getitem__)]

    assert [(row["phase:id"], row["value"]) for row in rows] == [
        ("Plan", "100"), ("Actual", "107.60"), ("Plan", "15"), ("Actual", "0"),
    ]  # fmt: skip
    assert rows[0]["value-currency:code"] == "USD"
    assert rows[0]["administrative-classification:generic:code"] == "George"


def test_lists_of_codes_are_joined_by_their_foreign_keys():
    described = package(
        [field("buyer"), field("Amount", "number", "value")],
    )
    described["resources"][0]["schema"]["foreignKeys"] = [
        {"fields": "buyer", "reference": {"resource": "buyers", "fields": "id"}}
    ]
    label = "administrative-classification:generic:label"
    described["resources"].append(
        {
            "name": "buyers",
            "path": "buyers.csv",
            "schema": {"fields": [field("id"), field("name", column_type=label)]},
        }
    )
    files = {"b.csv": "buyer,Amount\nB1,100\n", "buyers.csv": "id,name\nB1,George\n"}

    [row] = read(described, files.__getitem__)

    assert row.cells == {"value": "100", label: "George"}


@pytest.mark.parametrize("name", ["minimal", "labels-and-hierarchies", "entities-normalized"])
def test_the_three_examples_of_0_3_are_read(name, shared_data):
    folder = shared_data / "budget" / "standards" / f"fdp_{name}"
    described = json.loads((folder / "datapackage.json").read_text())

    rows = list(read(described, lambda path: (folder / path).read_text()))

    assert version_of(described) == "0.3"
    # Two of them name their column of amounts otherwise than their file does: as its resource.
    amounts = [Decimal(10000), Decimal(20000)][: 2 if name == "entities-normalized" else 1]
    assert [Decimal(row.cells["value"]) for row in rows] == amounts
    assert {row.cells["value-currency:code"] for row in rows} == {"USD"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda p: p.update(model={}),
            "It has a model, which is of version 0.3; in 1.0 each field has its columnType.",
        ),
        (lambda p: p.update(resources=[]), "A package has at least one resource."),
        (
            lambda p: fields(p)[0].update(columnType="economic-classification:generic:code"),
            "Who? has the columnType economic-classification:generic:code already.",
        ),
        (
            lambda p: extra(p)[2].update(type="string"),
            "A column of date:fiscal:activity-start is of type date, not string.",
        ),
        (lambda p: extra(p).pop(0), "One extra field is the normalizationTarget; here are 0."),
        (lambda p: fields(p)[4].update(normalize={}), "Phase has no value here."),
        (lambda p: extra(p).pop(1), "No extra field is Phase."),
        (
            lambda p: extra(p)[3].pop("constant"),
            "An extra field has a constant, or is made by normalize.",
        ),
        (
            lambda p: fields(p)[0].update(columnType="phase:label"),
            None,
        ),
        (
            lambda p: fields(p)[2].update(columnType="budgetary-transfers::x"),
            "budgetary-transfers::x is no columnType.",
        ),
        (
            lambda p: p.update(columnTypes=[{"name": "car:model", "dataType": "text"}]),
            "text is no type of Table Schema.",
        ),
        (
            lambda p: p.update(
                columnTypes=[[{"name": "a", "prior": "b"}, {"name": "b", "prior": "a"}]]
            ),
            "a comes before itself.",
        ),
        (
            lambda p: p.update(columnTypes=[{"name": "a:label", "labelOf": "a:code"}]),
            "a:label is labelOf a:code, which is no type.",
        ),
    ],
)
def test_a_fault_is_told(change, said):
    described = george()
    change(described)

    found = messages(described)

    assert (said in found) if said else found == []


def fields(described):
    return described["resources"][0]["schema"]["fields"]


def extra(described):
    return described["resources"][0]["schema"]["extraFields"]


def test_a_package_without_amounts_is_none():
    assert "No column has the columnType value: there is no amount." in messages(
        package([field("Who?")])
    )


def test_labels_without_their_codes_are_a_warning():
    described = george()
    fields(described)[0]["columnType"] = "administrative-classification:generic:label"

    [fault] = check(described)

    assert fault.level == "warning"


def test_a_type_that_nobody_defined_follows_from_those_it_begins_with():
    label = "geo:address:country:label"

    found = type_of(f"{label}:localized", known())

    assert (found.data_type, found.label_of) == ("string", "geo:address:country:code")
    assert type_of("weather:sunny", known()) == ColumnType("weather:sunny")
    assert type_of("geo-source:target:code", known()).name == "geo:target:code"


def test_a_type_that_nobody_defined_is_noted_unless_types_stand_elsewhere():
    described = george()
    slip = "administrative-classification:generic:levl1:label"
    fields(described)[1]["columnType"] = slip

    notes = [one.sentence() for one in check(described) if one.level == "note"]
    elsewhere = {**described, "columnTypes": ["https://cars.example/types.json"]}
    defined = {**described, "columnTypes": [{"name": slip}]}

    assert notes == [f"No taxonomy has the columnType {slip}, and the package does not define it."]
    for one in (elsewhere, defined):
        assert not [fault for fault in check(one) if fault.level == "note"]


def replaced(described):
    """Give copies of a descriptor, in each of which one part is of another type."""
    text = json.dumps(described)

    def places(part, path=()):
        yield path
        whole = dict(enumerate(part)) if isinstance(part, list) else part
        for key, one in whole.items() if isinstance(whole, dict) else ():
            yield from places(one, (*path, key))

    for *path, last in (place for place in places(described) if place):
        for odd in (None, [], {}, 5, ["x"], {"name": ["x"]}):
            copy = part = json.loads(text)
            for key in path:
                part = part[key]
            part[last] = odd
            yield copy


def test_a_descriptor_with_parts_of_other_types_is_told_its_faults_and_never_breaks_the_check():
    own = [{"name": "a:code", "dataType": "string", "unique": True, "prior": "b"}, {"name": "b"}]
    described = george() | {"columnTypes": [own, {"name": "a:label", "labelOf": "a:code"}]}

    for one in replaced(described):
        assert isinstance(check(one), list)


@pytest.mark.parametrize(
    ("types", "said"),
    [
        (None, "columnTypes is a list."),
        ([{"name": "a", "dataType": ["string"]}], "['string'] is no type of Table Schema."),
        ([{"name": "a", "labelOf": ["b"]}], "labelOf is ['b'], not the name of a type."),
    ],
)
def test_a_part_of_another_type_is_a_fault(types, said):
    assert said in messages(george() | {"columnTypes": types})


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1_000", "1E+99999", "1E999", "٣", "1.2.3"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(PackageError, match="is no amount"):
        number(text, {})


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("(500)", "-500"), ("($1,500.25)", "-1500.25"), ("-$5", "-5"), ("$-5", "-5"), ("5-", "-5"),
        ("Rp. 500", "500"), ("Rp.500", "500"), ("$.50", "0.50"), ("(USD) 7", "7"), ("12 %", "12"),
    ],
)  # fmt: skip
def test_an_amount_that_is_not_bare_keeps_its_sign(text, amount):
    assert number(text, {"bareNumber": False, "groupChar": ","}) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Rp \u22121.000,50", "-1000.50"), ("\u22125", "-5"), ("5 \u2013", "-5"),
        ("Rp 5.000,-", "5000"), ("Rp.500", "500"), ("Rp. ,50", "0.50"),
    ],
)  # fmt: skip
def test_an_amount_that_is_not_bare_is_read_with_the_marks_of_its_field(text, amount):
    assert number(text, {"bareNumber": False, "groupChar": ".", "decimalChar": ","}) == amount


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("12.500", {"decimalChar": ","}),
        ("Rp 12.500", {"decimalChar": ",", "bareNumber": False}),
        ("12.50", {"groupChar": "."}),
        ("1,50", {"groupChar": ",", "decimalChar": ","}),
        ("5", {"decimalChar": ""}),
    ],
)
def test_a_mark_that_a_field_does_not_mean_is_refused(text, marks):
    with pytest.raises(PackageError, match="is no amount"):
        number(text, marks)


def test_a_point_that_groups_and_nothing_that_begins_decimals_are_whole_numbers():
    assert number("-12.500.000", {"groupChar": ".", "decimalChar": None}) == "-12500000"


def test_a_blank_amount_of_0_3_is_left_out():
    described = {
        "model": {"measures": {"amount": {"source": "a", "currency": "IDR"}}, "dimensions": {}},
        "resources": [{"name": "r", "path": "r.csv"}],
    }

    rows = list(read(described, lambda _: 'a,b\n,"x"\n 5,"y"\n'))

    assert [row.cells["value"] for row in rows] == ["5"]


def test_what_stands_where_a_cell_is_empty_is_no_code_either():
    code, label = (f"functional-classification:generic:{one}" for one in ("code", "label"))
    described = package([field("f", column_type=code), field("a", "number", "value")])
    schema = described["resources"][0]["schema"]
    schema |= {
        "missingValues": ["", "-"],
        "foreignKeys": [{"fields": "f", "reference": {"resource": "list", "fields": "id"}}],
    }
    named = {"fields": [field("name", column_type=label)], "missingValues": ["?"]}
    listed = {"name": "list", "path": "l.csv", "schema": named}
    files = {"b.csv": "f,a\n-,-\n-,5\n1,6\n", "l.csv": "id,name\n1,?\n"}
    described["resources"].append(listed)
    old = {
        "model": {
            "measures": {"a": {"source": "a"}},
            "dimensions": {"of": {"attributes": {"f": {"source": "f"}}}},
        },
        "resources": [{"name": "b", "path": "b.csv", "schema": {"missingValues": ["-"]}}],
    }

    new_rows = [row.cells for row in read(described, files.__getitem__)]
    old_rows = [row.cells for row in read(old, files.__getitem__)]

    assert new_rows == [{code: "", "value": "5"}, {code: "1", label: "", "value": "6"}]
    assert [row["value"] for row in old_rows] == ["5", "6"]
    assert [set(row.values()) for row in old_rows] == [{"", "5"}, {"1", "6"}]


@pytest.mark.parametrize("form", ["%Y-%Y", "%Q", "%", "(", [], ""])
def test_a_date_of_a_format_that_is_none_is_told_and_breaks_nothing(form):
    described = package([field("d", "date", "date:generic", format=form)])

    [fault] = check_rows(described, lambda _: "d\n2026-01-02\n")

    assert (fault.sentence(), fault.lines) == ("Cells are not of type date.", (2,))


def of_0_3(factor, cell):
    measures = {"amount": {"source": "a", "currency": "IDR", "factor": factor}}
    described = {
        "model": {"measures": measures, "dimensions": {}},
        "resources": [{"name": "r", "path": "r.csv"}],
    }
    return list(read(described, lambda _: f'a\n"{cell}"\n', as_written=True))


def test_a_factor_of_0_3_multiplies_to_the_last_digit_and_only_what_is_an_amount():
    long = "123456789012345678901234567890.12"

    [[row], [other]] = of_0_3(1000, long), of_0_3(1000, "12,5")

    assert (Decimal(row.cells["value"]), row.exact) == (Decimal(f"{long}e3"), True)
    assert (other.cells["value"], other.exact) == ("12,5", False)


@pytest.mark.parametrize("factor", ["1,000", "many", [], None])
def test_a_factor_of_0_3_that_is_no_number_is_told(factor):
    with pytest.raises(PackageError, match="is no amount"):
        of_0_3(factor, "5")


def test_an_amount_that_is_none_is_told_and_never_zero():
    with pytest.raises(PackageError, match="'ten' is no amount"):
        list(read(package([field("a", "number", "value")]), lambda _: "a\nten\n"))


def test_why_a_package_cannot_be_read_is_said_in_another_language_with_its_values():
    with pytest.raises(PackageError) as raised:
        list(read(package([field("a", "number", "value")]), lambda _: "b\n5\n"))
    fault = wrong("", "", "It cannot be followed: {error}", **raised.value.told())
    finding = Finding("rule", Weight.STOP, fault.message, dict(sorted(fault.values.items())))
    indonesian = {
        "It cannot be followed: {error}": "Tidak dapat diikuti: {error}",
        "its file has no column {name}": "berkasnya tidak memiliki kolom {name}",
    }

    def word(text, /, **values):
        return fill(indonesian.get(text, text), values)

    assert str(raised.value) == "its file has no column 'a'"
    assert fault.sentence() == finding.sentence() == f"It cannot be followed: {raised.value}"
    said = "Tidak dapat diikuti: berkasnya tidak memiliki kolom 'a'"
    assert sentence(finding, word) == said


def test_lines_written_as_a_package_are_read_back_cell_for_cell():
    columns = ["line", "year", "phase", "month", "direction", "amount", "currency", "line_id",
               "economic_6_code", "economic_6_label", "programme_2_code"]  # fmt: skip
    rows = [
        dict(zip(columns, cells, strict=True))
        for cells in (
            ("2", "2026", "executed", "3", "expenditure", "1250000.50", "IDR", "x:1",
             "5.1.01.01.01.0001", "Gaji, pokok", "1.01.02"),
            ("3", "2026", "executed", "3", "expenditure", "-7.00", "IDR", "x:2", "", "", ""),
        )
    ]  # fmt: skip
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(rows)
    described = package_of({"name": "budget"}, "lines.csv", [field(name) for name in columns])

    back = list(lines_of(read(described, lambda _: out.getvalue())))

    assert [fault for fault in check(described) if fault.level == "error"] == []
    assert back == [{k: v for k, v in row.items() if k in COLUMN_TYPES} for row in rows]
