"""Table Schema to columns and back: what cannot be followed is refused by its place."""

import pytest

from pendopo.registers.datasets import table_schema
from pendopo.registers.datasets.schema import SchemaError, referenced, table_of
from pendopo.terms.column import Column, ForeignKey, Kind
from pendopo.terms.finding import Weight
from pendopo.terms.spoken import as_written


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


@pytest.mark.parametrize(
    ("field", "form"),
    [
        ({"type": "time"}, "time"),
        ({"type": "duration"}, "duration"),
        ({"type": "object"}, "object"),
        ({"type": "geojson"}, "geojson"),
        ({"type": "string", "format": "email"}, "email"),
        ({"type": "string", "format": "uri"}, "uri"),
        ({"type": "string", "format": "uuid"}, "uuid"),
        ({"type": "string", "format": "binary"}, "binary"),
        ({"type": "string", "format": "default"}, ""),
        ({"type": "any"}, ""),
    ],
)
def test_a_text_is_held_to_the_form_of_its_type_or_format(field, form):
    assert column(**field).form == form


def test_a_column_in_millions_says_its_factor():
    assert column(type="number", kind="money", factor=1_000_000).factor == 1_000_000
    assert column(type="number", factor=1).factor == 1


def test_categories_are_the_values_a_cell_may_have():
    plain = column(categories=["baru", "selesai"])
    labelled = column(type="integer", categories=[{"value": 1, "label": "new"}, {"value": 2}])

    assert plain.one_of == ("baru", "selesai")
    assert labelled.one_of == ("1", "2")


def test_limits_that_are_not_reached_themselves_are_kept():
    found = column(type="number", constraints={"exclusiveMinimum": 0, "exclusiveMaximum": "1.5"})

    assert (found.above, found.below) == ("0", "1.5")


def test_unique_keys_of_one_column_are_its_own_and_others_the_tables():
    table = table_of({"fields": [{"name": "a"}, {"name": "b"}], "uniqueKeys": [["a"], ["a", "b"]]})

    assert (table.column("a").unique, table.column("b").unique) == (True, False)
    assert table.unique == (("a", "b"),)


def test_foreign_keys_name_a_published_table_or_the_table_itself():
    table = table_of(
        {
            "fields": [{"name": "desa"}, {"name": "induk"}, {"name": "kode"}],
            "foreignKeys": [
                {
                    "fields": "desa",
                    "reference": {"resource": "villages/villages", "fields": "code"},
                },
                {"fields": ["induk"], "reference": {"resource": "", "fields": ["kode"]}},
                {"fields": "induk", "reference": {"fields": "kode"}},
            ],
        }
    )

    assert table.foreign == (
        ForeignKey(("desa",), "villages/villages", ("code",)),
        ForeignKey(("induk",), "", ("kode",)),
        ForeignKey(("induk",), "", ("kode",)),
    )
    assert referenced({"fields": 3}) == ()


def test_the_tables_that_foreign_keys_speak_of_are_each_named_once():
    key = {"fields": "a", "reference": {"resource": "villages/villages", "fields": "code"}}
    own = {"fields": "a", "reference": {"fields": "a"}}

    assert referenced({"fields": [{"name": "a"}], "foreignKeys": [key, key, own]}) == (
        "villages/villages",
    )


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


def test_lengths_stand_beside_a_pattern():
    found = column(constraints={"minLength": 2, "maxLength": 5, "pattern": "[a-z]+"})

    assert (found.shortest, found.longest, found.pattern) == (2, 5, "[a-z]+")
    assert column(constraints={"minLength": 0}).shortest == 0


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


def foreign(fields, resource, to):
    key = {"fields": fields, "reference": {"resource": resource, "fields": to}}
    return {**field(), "foreignKeys": [key]}


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
        (field(title={}), "fields[0].title"),
        (field(title={"indonesian": "Desa"}), "fields[0].title"),
        (field(description={"id": "Desa", "en": 3}), "fields[0].description.en"),
        (field(unit={"": "jiwa"}), "fields[0].unit"),
        ({**field(), "title": ["Desa"]}, "title"),
        ({**field(), "languages": "id"}, "languages"),
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
        (constraint(jsonSchema={}), "fields[0].constraints"),
        (constraint("integer", exclusiveMinimum=[]), "fields[0].constraints.exclusiveMinimum"),
        (field(format="phone"), "fields[0].format"),
        (field(type="geopoint", format="array"), "fields[0].format"),
        (field(type="number", factor=7), "fields[0].factor"),
        (field(type="number", factor=True), "fields[0].factor"),
        (field(type="integer", factor=1000), "fields[0].factor"),
        (field(categories=[]), "fields[0].categories"),
        (field(categories="a"), "fields[0].categories"),
        (field(type="date", categories=["2026-01-01"]), "fields[0].categories"),
        (field(categories=["a"], constraints={"enum": ["a"]}), "fields[0].constraints.enum"),
        (constraint(required="yes"), "fields[0].constraints.required"),
        (constraint(enum=[]), "fields[0].constraints.enum"),
        (constraint(enum=[[]]), "fields[0].constraints.enum"),
        (constraint("integer", minimum=[]), "fields[0].constraints.minimum"),
        (constraint("integer", pattern="1.*"), "fields[0].constraints"),
        (constraint("object", minLength=2), "fields[0].constraints"),
        (constraint(pattern=3), "fields[0].constraints.pattern"),
        (constraint(maxLength=0), "fields[0].constraints.maxLength"),
        (constraint(maxLength="3"), "fields[0].constraints.maxLength"),
        (constraint(minLength=-1), "fields[0].constraints.minLength"),
        ({**field(), "primaryKey": "y"}, "primaryKey"),
        ({**field(), "primaryKey": 3}, "primaryKey"),
        ({**field(), "missingValues": [3]}, "missingValues"),
        ({**field(), "fieldsMatch": "superset"}, "fieldsMatch"),
        ({**field(), "fieldsMatch": ["equal", "subset"]}, "fieldsMatch"),
        ({**field(), "uniqueKeys": "x"}, "uniqueKeys"),
        ({**field(), "uniqueKeys": [[]]}, "uniqueKeys"),
        ({**field(), "uniqueKeys": [["y"]]}, "uniqueKeys"),
        ({**field(), "foreignKeys": {}}, "foreignKeys"),
        ({**field(), "foreignKeys": ["x"]}, "foreignKeys[0]"),
        ({**field(), "foreignKeys": [{"fields": "x"}]}, "foreignKeys[0]"),
        (foreign("y", "a/b", "c"), "foreignKeys[0].fields"),
        (foreign("x", "a b", "c"), "foreignKeys[0].reference.resource"),
        (foreign("x", 3, "c"), "foreignKeys[0].reference.resource"),
        (foreign("x", "a/b", ["c", "d"]), "foreignKeys[0].reference.fields"),
        (foreign("x", "a/b", 3), "foreignKeys[0].reference.fields"),
        (foreign("x", "", "y"), "foreignKeys[0].reference.fields"),
        (foreign([], "a/b", []), "foreignKeys[0].reference.fields"),
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


def test_a_text_may_be_in_several_languages_and_is_given_back_so():
    title, meaning = {"id": "Desa", "en": "Village"}, {"id": "Namanya"}
    schema = field(title=title, description=meaning, unit={"id": "jiwa", "en": "people"})
    schema["title"] = {"id": "Desa-desa", "en": "Villages"}

    table = table_of(schema)

    assert (table.title, table.columns[0].title) == ("Desa-desa", "Desa")
    assert as_written(table.columns[0].title) == title
    again = table_schema([table])
    assert again["title"] == schema["title"]
    assert again["fields"][0]["title"] == title
    assert again["fields"][0]["description"] == meaning


def test_a_text_without_a_language_is_in_the_first_of_those_the_descriptor_lists():
    schema = field(title={"": "Desa", "en": "Village"}) | {"languages": ["id", "en"]}

    [column] = table_of(schema).columns

    assert as_written(column.title) == {"id": "Desa", "en": "Village"}


def test_a_table_gives_the_descriptor_it_was_made_from():
    schema = {
        "fields": [
            {"name": "id", "type": "string", "kind": "code", "title": "Id"},
            {"name": "n", "type": "integer", "constraints": {"required": True, "minimum": "1"}},
            {"name": "rp", "type": "number", "kind": "money", "unit": "rupiah", "decimalChar": ","},
            {"name": "day", "type": "date", "format": "%d/%m/%Y", "missingValues": ["-"]},
            {"name": "ok", "type": "boolean", "trueValues": ["ya"], "falseValues": ["tidak"]},
            {"name": "mail", "type": "string", "format": "email"},
            {"name": "at", "type": "time", "constraints": {"minLength": 8, "maxLength": 8}},
            {"name": "where", "type": "geojson"},
            {
                "name": "m",
                "type": "number",
                "factor": 1000,
                "constraints": {"exclusiveMinimum": "0"},
            },
        ],
        "title": "Repairs",
        "primaryKey": ["id"],
        "uniqueKeys": [["n", "day"]],
        "foreignKeys": [
            {"fields": ["id"], "reference": {"resource": "villages/villages", "fields": ["code"]}}
        ],
    }

    assert table_schema([table_of(schema)]) == schema


def test_what_is_not_checked_is_refused_not_passed_over():
    with pytest.raises(SchemaError) as caught:
        table_of({"fields": [{"name": "x"}], "constraints": [{"fields": "x"}]})

    assert caught.value.where == "constraints"
    assert caught.value.finding().weight is Weight.STOP


def test_an_empty_list_of_foreign_keys_asks_for_nothing():
    table = table_of({"fields": [{"name": "x"}], "foreignKeys": []})

    assert table.columns[0].name == "x"


@pytest.mark.parametrize("mark", [{"groupChar": "."}, {"groupChar": ",", "decimalChar": ","}])
def test_one_mark_for_thousands_and_decimals_is_refused(mark):
    with pytest.raises(SchemaError) as caught:
        table_of({"fields": [{"name": "a", "type": "number", **mark}]})

    assert caught.value.where == "fields[0].groupChar"


def test_a_column_says_of_which_code_system_its_places_are_and_keeps_it_on_the_way_back():
    table = table_of({"fields": [{"name": "x", "type": "string", "place": "kemendagri"}]})

    assert table.places == {"x": "kemendagri"}
    assert table_schema([table])["fields"][0]["place"] == "kemendagri"
    assert referenced(table_schema([table])) == ("places/places",)


def test_a_foreign_key_to_the_list_of_places_says_it_too_of_any_code_system():
    key = {"fields": "x", "reference": {"resource": "places/places", "fields": "code"}}

    table = table_of({"fields": [{"name": "x"}], "foreignKeys": [key]})

    assert table.places == {"x": "*"}


@pytest.mark.parametrize(
    "field",
    [{"type": "integer", "place": "bps"}, {"place": "Kemendagri!"}, {"place": 7}],
)
def test_a_place_that_cannot_be_one_is_refused(field):
    with pytest.raises(SchemaError) as told:
        column(**field)

    assert told.value.where == "fields[0].place"
