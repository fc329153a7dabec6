"""Table Schema to columns and back: what cannot be followed is refused by its place."""

import pytest

from pendopo.registers.datasets import table_schema
from pendopo.registers.datasets.schema import SchemaError, table_of
from pendopo.terms.column import Column, Kind
from pendopo.terms.finding import Weight


def column(**field):
    return table_of({"fields": [{"name": "x", **field}]}).columns[0]


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("string", Kind.TEXT),
        ("any", Kind.TEXT),
        ("integer", Kind.INTEGER),
        ("number", Kind.DECIMAL),
        ("boolean", Kind.BOOLEAN),
        ("date", Kind.DATE),
        ("datetime", Kind.DATETIME),
        ("year", Kind.YEAR),
        ("object", Kind.JSON),
        ("array", Kind.JSON),
        ("geojson", Kind.JSON),
        ("time", Kind.TEXT),
        ("yearmonth", Kind.TEXT),
        ("duration", Kind.TEXT),
        ("geopoint", Kind.TEXT),
    ],
)
def test_every_type_of_table_schema_has_a_kind(type_, kind):
    assert column(type=type_).kind is kind


def test_a_field_without_a_type_is_text():
    assert column() == Column("x", Kind.TEXT)


def test_our_own_kinds_are_asked_for_by_name():
    assert column(type="string", kind="code").kind is Kind.CODE
    assert column(type="number", kind="money").kind is Kind.MONEY


def test_a_time_stays_text_and_is_held_to_its_form():
    assert column(type="time").pattern.startswith("([01][0-9]|2[0-3])")


def test_what_a_field_says_of_itself_is_kept():
    found = column(
        title="X", description="What it is", unit="rupiah", source="Act 1", personal=True
    )

    assert found == Column(
        "x",
        Kind.TEXT,
        title="X",
        meaning="What it is",
        unit="rupiah",
        source="Act 1",
        personal=True,
    )


def test_the_form_of_cells_is_kept():
    number = column(type="number", decimalChar=",", groupChar=".")
    truth = column(type="boolean", trueValues=["ya"], falseValues=["tidak"])
    day = column(type="date", format="%d/%m/%Y")

    assert (number.decimal_mark, number.group_mark) == (",", ".")
    assert (truth.true_words, truth.false_words) == (("ya",), ("tidak",))
    assert day.date_format == "%d/%m/%Y"


@pytest.mark.parametrize("format_", ["default", "%Y-%m-%d"])
def test_the_usual_form_of_a_date_needs_no_format(format_):
    assert column(type="date", format=format_).date_format == ""


def test_constraints_are_kept():
    found = column(
        type="integer",
        constraints={"required": True, "unique": True, "enum": [1, 2], "minimum": 1, "maximum": 2},
    )

    assert (found.required, found.unique) == (True, True)
    assert (found.one_of, found.minimum, found.maximum) == (("1", "2"), "1", "2")


def test_truth_values_of_an_enumeration_are_written_as_cells_are():
    assert column(type="boolean", constraints={"enum": [True]}).one_of == ("true",)


def test_lengths_become_a_pattern():
    assert column(constraints={"minLength": 2, "maxLength": 5}).pattern == "(?s:.{2,5})"
    assert column(constraints={"maxLength": 5}).pattern == "(?s:.{0,5})"
    assert column(constraints={"minLength": 2}).pattern == "(?s:.{2,})"


def test_missing_values_are_the_schemas_unless_the_field_has_its_own():
    schema = {
        "fields": [{"name": "a"}, {"name": "b", "missingValues": ["x"]}],
        "missingValues": ["", {"value": "-", "label": "unknown"}],
    }

    a, b = table_of(schema).columns

    assert (a.missing, b.missing) == (("", "-"), ("x",))


@pytest.mark.parametrize("key", ["a", ["a"], ["a", "b"]])
def test_a_primary_key_is_one_column_or_several(key):
    table = table_of({"fields": [{"name": "a"}, {"name": "b"}], "primaryKey": key})

    assert table.key == ((key,) if isinstance(key, str) else tuple(key))


def field(**more):
    return {"fields": [{"name": "x", **more}]}


def constraint(type_="string", **more):
    return field(type=type_, constraints=more)


@pytest.mark.parametrize(
    ("schema", "where"),
    [
        ([], "schema"),
        ({}, "fields"),
        ({"fields": []}, "fields"),
        ({"fields": ["x"]}, "fields[0]"),
        ({"fields": [{"name": " "}]}, "fields[0].name"),
        ({"fields": [{"name": "x"}, {"name": "X"}]}, "fields[1].name"),
        (field(type="int"), "fields[0].type"),
        (field(type=3), "fields[0].type"),
        (field(type="integer", kind="money"), "fields[0].kind"),
        (field(title=3), "fields[0].title"),
        (field(personal="yes"), "fields[0].personal"),
        (field(type="number", bareNumber=False), "fields[0].bareNumber"),
        (field(type="number", decimalChar=",,"), "fields[0].decimalChar"),
        (field(type="boolean", trueValues="ya"), "fields[0].trueValues"),
        (field(missingValues="-"), "fields[0].missingValues"),
        (field(type="date", format="any"), "fields[0].format"),
        (field(type="date", format="%d/%m/%y"), "fields[0].format"),
        (field(type="date", format="%m/%Y"), "fields[0].format"),
        (field(type="date", format=3), "fields[0].format"),
        (field(constraints=[]), "fields[0].constraints"),
        (constraint(exclusiveMinimum=3), "fields[0].constraints"),
        (constraint(required="yes"), "fields[0].constraints.required"),
        (constraint(enum=[]), "fields[0].constraints.enum"),
        (constraint(enum=[[]]), "fields[0].constraints.enum"),
        (constraint("integer", minimum=[]), "fields[0].constraints.minimum"),
        (constraint("integer", pattern="1.*"), "fields[0].constraints"),
        (constraint("time", pattern="1.*"), "fields[0].constraints"),
        (constraint(pattern=3), "fields[0].constraints.pattern"),
        (constraint(pattern="a", maxLength=3), "fields[0].constraints"),
        (constraint(maxLength="3"), "fields[0].constraints.maxLength"),
        (constraint(minLength=1001), "fields[0].constraints.minLength"),
        ({**field(), "primaryKey": "y"}, "primaryKey"),
        ({**field(), "primaryKey": 3}, "primaryKey"),
        ({**field(), "missingValues": [3]}, "missingValues"),
        ({**field(), "fieldsMatch": "subset"}, "fieldsMatch"),
    ],
)
def test_a_descriptor_that_cannot_be_followed_names_the_place(schema, where):
    with pytest.raises(SchemaError) as caught:
        table_of(schema)

    assert caught.value.where == where
    finding = caught.value.finding()
    assert finding.weight is Weight.STOP
    assert finding.write
    assert where in finding.sentence()


def test_a_table_gives_the_descriptor_it_was_made_from():
    schema = {
        "fields": [
            {"name": "id", "type": "string", "kind": "code", "title": "Id"},
            {"name": "n", "type": "integer", "constraints": {"required": True, "minimum": "1"}},
            {"name": "rp", "type": "number", "kind": "money", "unit": "rupiah", "decimalChar": ","},
            {"name": "day", "type": "date", "format": "%d/%m/%Y", "missingValues": ["-"]},
            {"name": "ok", "type": "boolean", "trueValues": ["ya"], "falseValues": ["tidak"]},
        ],
        "title": "Repairs",
        "primaryKey": ["id"],
    }

    assert table_schema([table_of(schema)]) == schema


@pytest.mark.parametrize("name", ["foreignKeys", "uniqueKeys", "constraints"])
def test_what_holds_rows_to_one_another_is_refused_not_passed_over(name):
    with pytest.raises(SchemaError) as caught:
        table_of({"fields": [{"name": "x"}], name: [{"fields": "x"}]})

    assert caught.value.where == name
    assert caught.value.finding().weight is Weight.STOP


def test_an_empty_list_of_foreign_keys_asks_for_nothing():
    table = table_of({"fields": [{"name": "x"}], "foreignKeys": []})

    assert table.columns[0].name == "x"
