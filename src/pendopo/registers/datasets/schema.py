"""Table Schema (Frictionless, 1.0) to our columns and back.

What a descriptor asks for and this reader does not check is refused, never passed over: a
publisher who wrote a constraint relies on it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pendopo.terms.column import PLACES, Column, ForeignKey, Kind, Table
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.spoken import SpokenError, as_written, spoken
from pendopo.terms.wording import say

TABLE_NAME = "data"

_KINDS = {
    "string": Kind.TEXT,
    "any": Kind.TEXT,
    "integer": Kind.INTEGER,
    "number": Kind.DECIMAL,
    "boolean": Kind.BOOLEAN,
    "date": Kind.DATE,
    "datetime": Kind.DATETIME,
    "year": Kind.YEAR,
    "object": Kind.JSON,
    "array": Kind.JSON,
    "geojson": Kind.JSON,
}
# Types that stay text or JSON here, and are held to their form.
_TYPED_FORMS = frozenset(
    {"time", "yearmonth", "duration", "geopoint", "object", "array", "geojson"}
)
_STRING_FORMS = frozenset({"email", "uri", "uuid", "binary"})
_TEXT_TYPES = frozenset({"time", "yearmonth", "duration", "geopoint"})
_FACTORS = {10**power for power in range(1, 13)}
# Our own property ``kind`` of a field says what Table Schema's types cannot.
_OWN_KINDS = {("string", "code"): Kind.CODE, ("number", "money"): Kind.MONEY}
_OWN_NAMES = {kind: own for (_, own), kind in _OWN_KINDS.items()}
_TYPES = {
    Kind.TEXT: "string",
    Kind.CODE: "string",
    Kind.INTEGER: "integer",
    Kind.DECIMAL: "number",
    Kind.MONEY: "number",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.DATETIME: "datetime",
    Kind.YEAR: "year",
    Kind.JSON: "object",
}
_CONSTRAINTS = frozenset(
    {
        "required", "unique", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "pattern", "minLength", "maxLength",
    }
)  # fmt: skip
# What holds rows to one another and is not checked here.
_NOT_CHECKED = ("constraints",)
_DIRECTIVES = frozenset("YmdHMSbBf")
_SCHEME = re.compile("[a-z0-9-]{1,32}")
# How the fields stand to the file's columns: Table Schema 2.0, fieldsMatch, which is a list of one.
_MATCHES = ("exact", "equal", "subset")
_PUBLISHED = re.compile("[a-z0-9_-]+/[a-z0-9._-]+")


class SchemaError(ValueError):
    """A descriptor that cannot be followed: where, what was found, what to write."""

    def __init__(self, where: str, found: object, write: str) -> None:
        super().__init__(f"{where}: {found!r}; {write}")
        self.where = where
        self.found = found
        self.write = write

    def finding(self) -> Finding:
        """Give the finding that stops the file."""
        return Finding(
            "schema_is_readable",
            Weight.STOP,
            say("The Table Schema cannot be followed: {where} is {found}."),
            {"where": self.where, "found": _shown(self.found)},
            self.write,
        )


def table_of(schema: Mapping[str, Any]) -> Table:
    """Read a Table Schema descriptor.

    :raises SchemaError: for the first thing in it that cannot be followed

    Source: Frictionless Table Schema 1.0; missingValues of a field: 2.0.
    """
    if not isinstance(schema, Mapping):
        raise SchemaError("schema", schema, say("Write a JSON object with a list named fields."))
    fields = schema.get("fields")
    if not isinstance(fields, list) or not fields:
        raise SchemaError("fields", fields, say("Write a list with one object for each column."))
    _check_keys(schema)
    fields_match(schema)
    missing = _missing(schema.get("missingValues", [""]), "missingValues")
    first = _first_language(schema)
    columns = tuple(
        _column(field, f"fields[{i}]", missing, first) for i, field in enumerate(fields)
    )
    _check_names(columns)
    columns, unique = _unique(schema.get("uniqueKeys", []), columns)
    return Table(
        name=TABLE_NAME,
        title=_told(schema, "title", "title", first),
        row=say("One row for each row of the file"),
        columns=columns,
        key=_key(schema.get("primaryKey", []), columns),
        source=_text(schema, "source", "source"),
        unique=unique,
        foreign=_foreign(schema.get("foreignKeys", []), columns),
    )


def fields_match(schema: Mapping[str, Any]) -> str:
    """Give how the fields stand to the file's columns: exact, equal or subset.

    :raises SchemaError: when it is another
    """
    found = schema.get("fieldsMatch", "exact")
    said = found[0] if isinstance(found, list) and len(found) == 1 else found
    if said not in _MATCHES:
        raise SchemaError(
            "fieldsMatch",
            found,
            say(
                "Write exact; equal where the order may be another; or subset where some columns "
                "are not described."
            ),
        )
    return str(said)


def referenced(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the published tables that a descriptor speaks of, whatever else is wrong with it.

    :returns: ``register/table`` of each
    """
    try:
        table = table_of(schema)
    except SchemaError:
        return ()  # the reader says what is wrong with it
    named = [key.table for key in table.foreign if key.table]
    return tuple(dict.fromkeys([*named, PLACES] if table.places else named))


def table_schema(tables: Iterable[Table]) -> dict[str, Any]:
    """Write a dataset's table as a Table Schema descriptor, for correction when it was inferred.

    :param tables: the tables of a report; a dataset has one
    """
    table = next(iter(tables))
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns]}
    if table.title:
        schema["title"] = as_written(table.title)
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.unique:
        schema["uniqueKeys"] = [list(names) for names in table.unique]
    if table.foreign:
        schema["foreignKeys"] = [
            {
                "fields": list(key.columns),
                "reference": {"resource": key.table, "fields": list(key.to)},
            }
            for key in table.foreign
        ]
    return schema


def _check_keys(schema: Mapping[str, Any]) -> None:
    for name in _NOT_CHECKED:
        if schema.get(name):
            raise SchemaError(
                name, schema[name], say("Leave it out: it is not checked here, and nobody would.")
            )


def _first_language(schema: Mapping[str, Any]) -> str:
    """Give the language that texts without one are in, where the descriptor lists its languages.

    Source: Data Package recipes, language support.
    """
    found = schema.get("languages", [])
    if not isinstance(found, list) or not all(isinstance(code, str) for code in found):
        raise SchemaError("languages", found, say('Write a list of languages, such as ["id"].'))
    return found[0] if found else ""


def _column(field: object, where: str, missing: tuple[str, ...], first: str) -> Column:
    if not isinstance(field, Mapping):
        raise SchemaError(where, field, say("Write an object with a name and a type."))
    name = field.get("name")
    if not isinstance(name, str) or not name.strip():
        raise SchemaError(f"{where}.name", name, say("Write the column's name, as in the header."))
    kind = _kind(field, where)
    column = Column(
        name=name.strip(),
        kind=kind,
        form=_form(field, where),
        place=_place(field, kind, where),
        factor=_factor(field, kind, where),
        missing=_missing(field.get("missingValues", list(missing)), f"{where}.missingValues"),
        personal=_truth(field, "personal", where),
        title=_told(field, "title", f"{where}.title", first),
        meaning=_told(field, "description", f"{where}.description", first),
        unit=_told(field, "unit", f"{where}.unit", first),
        source=_text(field, "source", where),
    )
    return _constrained(_formatted(column, field, where), field, where)


def _kind(field: Mapping[str, Any], where: str) -> Kind:
    found = field.get("type", "string")
    if not isinstance(found, str) or (found not in _KINDS and found not in _TEXT_TYPES):
        raise SchemaError(
            f"{where}.type", found, say("Write one of the types of Table Schema, such as string.")
        )
    own = field.get("kind")
    if own is not None and (found, own) not in _OWN_KINDS:
        raise SchemaError(
            f"{where}.kind", own, say("Write code for a string, money for a number, or nothing.")
        )
    return _OWN_KINDS.get((found, str(own)), _KINDS.get(found, Kind.TEXT))


def _place(field: Mapping[str, Any], kind: Kind, where: str) -> str:
    """Give the code system of the places that a field names; our own property."""
    found = _text(field, "place", where)
    if found and (kind not in {Kind.TEXT, Kind.CODE} or not _SCHEME.fullmatch(found)):
        raise SchemaError(
            f"{where}.place",
            found,
            say("Write the code system of its places, such as kemendagri, for a column of texts."),
        )
    return found


def _form(field: Mapping[str, Any], where: str) -> str:
    """Give what a field's texts are held to beside their kind: its type, or a string's format."""
    kind, found = field.get("type", "string"), field.get("format", "default")
    if kind == "string" and isinstance(found, str) and found in _STRING_FORMS:
        return found
    if kind not in {"date", "datetime"} and found not in ("default", ""):
        write = (
            say("Write email, uri, uuid, binary, or nothing.")
            if kind == "string"
            else say("Leave it out: cells of this type have one form here.")
        )
        raise SchemaError(f"{where}.format", found, write)
    return kind if kind in _TYPED_FORMS else ""


def _factor(field: Mapping[str, Any], kind: Kind, where: str) -> int:
    """Read our own property ``factor``: what the cells are written in multiples of."""
    found = field.get("factor", 1)
    if found == 1 and type(found) is int:
        return 1
    if type(found) is not int or found not in _FACTORS:
        raise SchemaError(
            f"{where}.factor", found, say("Write 1000 for thousands, 1000000 for millions.")
        )
    if kind not in {Kind.DECIMAL, Kind.MONEY}:
        raise SchemaError(f"{where}.factor", found, say("Write it for a column of type number."))
    return found


def _formatted(column: Column, field: Mapping[str, Any], where: str) -> Column:
    """Add what the field says of its cells' form."""
    if field.get("bareNumber", True) is not True:
        raise SchemaError(
            f"{where}.bareNumber", field["bareNumber"], say("Write bare numbers, without a unit.")
        )
    column = replace(
        column,
        date_format=_date_format(column.kind, field.get("format", "default"), f"{where}.format"),
        decimal_mark=_mark(field, "decimalChar", ".", where),
        group_mark=_mark(field, "groupChar", "", where),
        true_words=_words(field, "trueValues", column.true_words, where),
        false_words=_words(field, "falseValues", column.false_words, where),
    )
    if column.kind in {Kind.DECIMAL, Kind.MONEY} and column.group_mark == column.decimal_mark:
        raise SchemaError(
            f"{where}.groupChar",
            column.group_mark,
            say('Write another mark than before decimals: "groupChar": ".", "decimalChar": ",".'),
        )
    return column


def _date_format(kind: Kind, found: object, where: str) -> str:
    if kind not in {Kind.DATE, Kind.DATETIME} or found in ("default", "%Y-%m-%d"):
        return ""
    directives = re.findall("%(.)", found) if isinstance(found, str) else []
    if not directives or not _DIRECTIVES.issuperset(directives):
        raise SchemaError(
            where, found, say("Write one form, such as %d/%m/%Y, with the year in four digits.")
        )
    if not {"Y", "d"} <= set(directives) or not {"m", "b", "B"} & set(directives):
        raise SchemaError(where, found, say("Write a form with year, month and day."))
    return str(found)


def _constrained(column: Column, field: Mapping[str, Any], where: str) -> Column:
    found = field.get("constraints", {})
    where = f"{where}.constraints"
    if not isinstance(found, Mapping):
        raise SchemaError(where, found, say("Write an object."))
    for name in found:
        if name not in _CONSTRAINTS:
            raise SchemaError(
                where, name, say("Leave it out, or write it as a pattern: it is not checked here.")
            )
    for name in ("pattern", "minLength", "maxLength"):
        if name in found and column.kind not in {Kind.TEXT, Kind.CODE}:
            raise SchemaError(where, name, say("Write it for a column of type string only."))
    return replace(
        column,
        required=_truth(found, "required", where),
        unique=_truth(found, "unique", where),
        one_of=_values(column, field, where),
        minimum=_plain(found.get("minimum", ""), f"{where}.minimum"),
        maximum=_plain(found.get("maximum", ""), f"{where}.maximum"),
        above=_plain(found.get("exclusiveMinimum", ""), f"{where}.exclusiveMinimum"),
        below=_plain(found.get("exclusiveMaximum", ""), f"{where}.exclusiveMaximum"),
        shortest=_length(found, "minLength", where),
        longest=_length(found, "maxLength", where),
        pattern=_text(found, "pattern", where),
    )


def _length(found: Mapping[str, Any], name: str, where: str) -> int:
    value = found.get(name, 0)
    if type(value) is not int or value < 0 or (name in found and name == "maxLength" and not value):
        raise SchemaError(f"{where}.{name}", value, say("Write a whole number, such as 5."))
    return value


def _check_names(columns: Sequence[Column]) -> None:
    seen: set[str] = set()
    for place, column in enumerate(columns):
        if column.name.casefold() in seen:
            raise SchemaError(
                f"fields[{place}].name", column.name, say("Give each column a name of its own.")
            )
        seen.add(column.name.casefold())


def _key(found: object, columns: Sequence[Column], where: str = "primaryKey") -> tuple[str, ...]:
    names = [found] if isinstance(found, str) else found
    known = {column.name for column in columns}
    if not isinstance(names, list) or not known.issuperset(map(str, names)):
        raise SchemaError(where, found, say("Write names of columns that are in fields."))
    return tuple(names)


def _unique(
    found: object, columns: tuple[Column, ...]
) -> tuple[tuple[Column, ...], tuple[tuple[str, ...], ...]]:
    """Read unique keys: one of a single column is the column's own."""
    if not isinstance(found, list):
        raise SchemaError("uniqueKeys", found, say("Write a list of lists of columns."))
    keys = [_key(key, columns, "uniqueKeys") for key in found]
    if not all(keys):
        raise SchemaError("uniqueKeys", found, say("Write a list of lists of columns."))
    alone = {key[0] for key in keys if len(key) == 1}
    columns = tuple(replace(c, unique=True) if c.name in alone else c for c in columns)
    return columns, tuple(key for key in keys if len(key) > 1)


def _foreign(found: object, columns: Sequence[Column]) -> tuple[ForeignKey, ...]:
    if not isinstance(found, list):
        raise SchemaError("foreignKeys", found, say("Write a list of objects."))
    return tuple(_foreign_key(key, f"foreignKeys[{i}]", columns) for i, key in enumerate(found))


def _foreign_key(found: object, where: str, columns: Sequence[Column]) -> ForeignKey:
    reference = found.get("reference") if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping) or not isinstance(reference, Mapping):
        raise SchemaError(where, found, say("Write an object with fields and reference."))
    names = _key(found.get("fields", []), columns, f"{where}.fields")
    table = reference.get("resource", "")
    own = table in ("", TABLE_NAME)
    if not own and not (isinstance(table, str) and _PUBLISHED.fullmatch(table)):
        raise SchemaError(
            f"{where}.reference.resource",
            table,
            say("Write a published table as register/table, or nothing for this one."),
        )
    raw = reference.get("fields", [])
    to = _key(raw, columns, f"{where}.reference.fields") if own else _names(raw)
    if not names or len(to) != len(names):
        raise SchemaError(
            f"{where}.reference.fields", raw, say("Write as many columns there as here.")
        )
    return ForeignKey(names, "" if own else table, to)


def _names(found: object) -> tuple[str, ...]:
    names = [found] if isinstance(found, str) else found
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return ()
    return tuple(names)


def _missing(found: object, where: str) -> tuple[str, ...]:
    values = found if isinstance(found, list) else [None]
    texts = [value.get("value") if isinstance(value, Mapping) else value for value in values]
    if not all(isinstance(text, str) for text in texts):
        raise SchemaError(where, found, say('Write a list of texts, such as ["", "-"].'))
    return tuple(str(text) for text in texts)


def _words(
    field: Mapping[str, Any], name: str, default: tuple[str, ...], where: str
) -> tuple[str, ...]:
    found = field.get(name, list(default))
    if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
        raise SchemaError(f"{where}.{name}", found, say("Write a list of words."))
    return tuple(found)


def _values(column: Column, field: Mapping[str, Any], where: str) -> tuple[str, ...]:
    """Give the values that a cell may have: those of ``enum``, or the field's categories."""
    found = field.get("constraints", {})
    categories = field.get("categories")
    if categories is not None and "enum" in found:
        raise SchemaError(f"{where}.enum", found["enum"], say("Write it or categories, not both."))
    values = found.get("enum", [])
    if categories is not None:
        where = where.removesuffix(".constraints") + ".categories"
        values = _categories(column, categories, where)
    elif "enum" in found:
        where = f"{where}.enum"
    if not isinstance(values, list) or (("enum" in found or categories is not None) and not values):
        raise SchemaError(where, values, say("Write a list of the values allowed."))
    return tuple(_plain(value, where) for value in values)


def _categories(column: Column, found: object, where: str) -> object:
    """Give the values of a field's categories; their labels are for readers."""
    if column.kind not in {Kind.TEXT, Kind.CODE, Kind.INTEGER}:
        raise SchemaError(where, found, say("Write it for a column of type string or integer."))
    if not isinstance(found, list):
        return found
    return [one.get("value") if isinstance(one, Mapping) else one for one in found]


def _plain(value: object, where: str) -> str:
    """Write a JSON value as a cell would hold it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        raise SchemaError(where, value, say("Write a text or a number."))
    return str(value)


def _mark(field: Mapping[str, Any], name: str, default: str, where: str) -> str:
    found = field.get(name, default)
    if not isinstance(found, str) or (found != default and len(found) != 1):
        raise SchemaError(f"{where}.{name}", found, say("Write one character."))
    return found


def _truth(found: Mapping[str, Any], name: str, where: str) -> bool:
    value = found.get(name, False)
    if not isinstance(value, bool):
        raise SchemaError(f"{where}.{name}", value, say("Write true or false."))
    return value


def _text(found: Mapping[str, Any], name: str, where: str) -> str:
    value = found.get(name, "")
    if not isinstance(value, str):
        raise SchemaError(f"{where}.{name}", value, say("Write a text."))
    return value


def _told(found: Mapping[str, Any], name: str, where: str, first: str) -> str:
    """Read a text for readers: one, or one for each language.

    :param first: the language that the key "" means
    """
    value = found.get(name, "")
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping):
        write = say('Write a text, or one for each language: {"id": "Pasar", "en": "Markets"}.')
        raise SchemaError(where, value, write)
    try:
        return spoken(value, first)
    except SpokenError as error:
        where += f".{error.code}" if error.code else ""
        raise SchemaError(where, error.found, error.write) from error


def _shown(found: object) -> str:
    return say("not there") if found is None else str(found)[:80]


def type_of(kind: Kind) -> tuple[str, str]:
    """Give the type of a field by a column's kind, and our own ``kind`` of it, mostly empty."""
    return _TYPES[kind], _OWN_NAMES.get(kind, "")


def _field(column: Column) -> dict[str, Any]:
    type_, own = type_of(column.kind)
    typed = column.form if column.form in _TYPED_FORMS else type_
    field: dict[str, Any] = {"name": column.name, "type": typed}
    default = Column(column.name, column.kind)
    extras = {
        "kind": own,
        "title": as_written(column.title),
        "description": as_written(column.meaning),
        "unit": as_written(column.unit),
        "source": column.source,
        "personal": column.personal,
        "place": column.place,
        "format": column.form if column.form in _STRING_FORMS else column.date_format,
        "factor": column.factor if column.factor != 1 else 0,
        "decimalChar": column.decimal_mark if column.decimal_mark != "." else "",
        "groupChar": column.group_mark,
        "missingValues": _changed(column.missing, default.missing),
        "trueValues": _changed(column.true_words, default.true_words),
        "falseValues": _changed(column.false_words, default.false_words),
        "constraints": _constraints(column),
    }
    return field | {name: value for name, value in extras.items() if value}


def _changed(found: tuple[str, ...], default: tuple[str, ...]) -> list[str]:
    return list(found) if found != default else []


def _constraints(column: Column) -> dict[str, Any]:
    found = {
        "required": column.required,
        "unique": column.unique,
        "enum": list(column.one_of),
        "minimum": column.minimum,
        "maximum": column.maximum,
        "exclusiveMinimum": column.above,
        "exclusiveMaximum": column.below,
        "minLength": column.shortest,
        "maxLength": column.longest,
        "pattern": column.pattern,
    }
    return {name: value for name, value in found.items() if value}
