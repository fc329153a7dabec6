"""Table Schema (Frictionless, 1.0) to our columns and back.

What a descriptor asks for and this reader does not check is refused, never passed over: a
publisher who wrote a constraint relies on it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.finding import Finding, Weight
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
# Types that stay text here, held to their form by a pattern.
_PATTERNS = {
    "time": "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]",
    "yearmonth": "[0-9]{4}-(0[1-9]|1[0-2])",
    "duration": "-?P([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9.]+S)?)?",
    "geopoint": r"-?[0-9]+(\.[0-9]+)?, ?-?[0-9]+(\.[0-9]+)?",
}
# Our own property ``kind`` of a field says what Table Schema's types cannot.
_OWN_KINDS = {("string", "code"): Kind.CODE, ("number", "money"): Kind.MONEY}
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
    {"required", "unique", "enum", "minimum", "maximum", "pattern", "minLength", "maxLength"}
)
# What holds rows to one another, or to another table, and is not checked here.
_NOT_CHECKED = ("foreignKeys", "uniqueKeys", "constraints")
_DIRECTIVES = frozenset("YmdHMSbBf")
_LENGTH_MOST = 1000  # the most repetitions a pattern of RE2 may ask for


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
    if schema.get("fieldsMatch", "exact") not in ("exact", ["exact"]):
        raise SchemaError("fieldsMatch", schema["fieldsMatch"], say("Describe every column."))
    missing = _missing(schema.get("missingValues", [""]), "missingValues")
    columns = tuple(_column(field, f"fields[{i}]", missing) for i, field in enumerate(fields))
    _check_names(columns)
    return Table(
        name=TABLE_NAME,
        title=_text(schema, "title", "title"),
        row=say("One row for each row of the file"),
        columns=columns,
        key=_key(schema.get("primaryKey", []), columns),
        source=_text(schema, "source", "source"),
    )


def table_schema(tables: Iterable[Table]) -> dict[str, Any]:
    """Write a dataset's table as a Table Schema descriptor, for correction when it was inferred.

    :param tables: the tables of a report; a dataset has one
    """
    table = next(iter(tables))
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns]}
    if table.title:
        schema["title"] = table.title
    if table.key:
        schema["primaryKey"] = list(table.key)
    return schema


def _check_keys(schema: Mapping[str, Any]) -> None:
    for name in _NOT_CHECKED:
        if schema.get(name):
            raise SchemaError(
                name, schema[name], say("Leave it out: it is not checked here, and nobody would.")
            )


def _column(field: object, where: str, missing: tuple[str, ...]) -> Column:
    if not isinstance(field, Mapping):
        raise SchemaError(where, field, say("Write an object with a name and a type."))
    name = field.get("name")
    if not isinstance(name, str) or not name.strip():
        raise SchemaError(f"{where}.name", name, say("Write the column's name, as in the header."))
    kind, pattern = _kind(field, where)
    column = Column(
        name=name.strip(),
        kind=kind,
        pattern=pattern,
        missing=_missing(field.get("missingValues", list(missing)), f"{where}.missingValues"),
        personal=_truth(field, "personal", where),
        title=_text(field, "title", where),
        meaning=_text(field, "description", where),
        unit=_text(field, "unit", where),
        source=_text(field, "source", where),
    )
    return _constrained(_formatted(column, field, where), field, where)


def _kind(field: Mapping[str, Any], where: str) -> tuple[Kind, str]:
    """Give a field's kind, and the pattern that holds it to its form."""
    found = field.get("type", "string")
    if not isinstance(found, str) or (found not in _KINDS and found not in _PATTERNS):
        raise SchemaError(
            f"{where}.type", found, say("Write one of the types of Table Schema, such as string.")
        )
    own = field.get("kind")
    if own is not None and (found, own) not in _OWN_KINDS:
        raise SchemaError(
            f"{where}.kind", own, say("Write code for a string, money for a number, or nothing.")
        )
    kind = _OWN_KINDS.get((found, str(own)), _KINDS.get(found, Kind.TEXT))
    return kind, _PATTERNS.get(found, "")


def _formatted(column: Column, field: Mapping[str, Any], where: str) -> Column:
    """Add what the field says of its cells' form."""
    if field.get("bareNumber", True) is not True:
        raise SchemaError(
            f"{where}.bareNumber", field["bareNumber"], say("Write bare numbers, without a unit.")
        )
    return replace(
        column,
        date_format=_date_format(column.kind, field.get("format", "default"), f"{where}.format"),
        decimal_mark=_mark(field, "decimalChar", ".", where),
        group_mark=_mark(field, "groupChar", "", where),
        true_words=_words(field, "trueValues", column.true_words, where),
        false_words=_words(field, "falseValues", column.false_words, where),
    )


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
    return replace(
        column,
        required=_truth(found, "required", where),
        unique=_truth(found, "unique", where),
        one_of=_values(found, where),
        minimum=_plain(found.get("minimum", ""), f"{where}.minimum"),
        maximum=_plain(found.get("maximum", ""), f"{where}.maximum"),
        pattern=_pattern(column, found, where),
    )


def _pattern(column: Column, found: Mapping[str, Any], where: str) -> str:
    asked = [name for name in ("pattern", "minLength", "maxLength") if name in found]
    if not asked:
        return column.pattern
    if column.pattern or column.kind not in {Kind.TEXT, Kind.CODE}:
        raise SchemaError(where, asked[0], say("Write it for a column of type string only."))
    if "pattern" not in found:
        return _length(found, where)
    if len(asked) > 1:
        raise SchemaError(where, asked[1], say("Write the length into the pattern."))
    return _text(found, "pattern", where)


def _length(found: Mapping[str, Any], where: str) -> str:
    least, most = found.get("minLength", 0), found.get("maxLength", "")
    for name, value in (("minLength", least), ("maxLength", most)):
        if value != "" and (type(value) is not int or not 0 <= value <= _LENGTH_MOST):
            raise SchemaError(f"{where}.{name}", value, say("Write a whole number up to 1000."))
    return f"(?s:.{{{least},{most}}})"


def _check_names(columns: Sequence[Column]) -> None:
    seen: set[str] = set()
    for place, column in enumerate(columns):
        if column.name.casefold() in seen:
            raise SchemaError(
                f"fields[{place}].name", column.name, say("Give each column a name of its own.")
            )
        seen.add(column.name.casefold())


def _key(found: object, columns: Sequence[Column]) -> tuple[str, ...]:
    names = [found] if isinstance(found, str) else found
    known = {column.name for column in columns}
    if not isinstance(names, list) or not known.issuperset(map(str, names)):
        raise SchemaError("primaryKey", found, say("Write names of columns that are in fields."))
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


def _values(found: Mapping[str, Any], where: str) -> tuple[str, ...]:
    values = found.get("enum", [])
    if not isinstance(values, list) or ("enum" in found and not values):
        raise SchemaError(f"{where}.enum", values, say("Write a list of the values allowed."))
    return tuple(_plain(value, f"{where}.enum") for value in values)


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


def _shown(found: object) -> str:
    return say("not there") if found is None else str(found)[:80]


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.kind]}
    own = {Kind.CODE: "code", Kind.MONEY: "money"}.get(column.kind)
    default = Column(column.name, column.kind)
    extras = {
        "kind": own,
        "title": column.title,
        "description": column.meaning,
        "unit": column.unit,
        "source": column.source,
        "personal": column.personal,
        "format": column.date_format,
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
        "pattern": column.pattern,
    }
    return {name: value for name, value in found.items() if value}
