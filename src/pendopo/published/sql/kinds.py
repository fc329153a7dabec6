"""What the engine's types are to a reader, and how a cell is written in JSON, digit by digit."""

import json

_WHOLE = frozenset(
    {
        "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT",
        "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
    }
)  # fmt: skip
_FLOATING = frozenset({"DOUBLE", "FLOAT"})
_NO_NUMBERS = frozenset({"inf", "-inf", "nan"})
_NESTED = ("STRUCT", "MAP", "UNION", "JSON")


def is_number(kind: str) -> bool:
    """Whether a column of that type holds numbers."""
    return kind in _WHOLE or kind in _FLOATING or kind.startswith("DECIMAL")


def as_json(kind: str, text: str | None) -> str:
    """Write a cell as JSON. A number has all its digits: what reads it may keep fewer."""
    if text is None:
        return "null"
    if kind == "BOOLEAN" or (is_number(kind) and text not in _NO_NUMBERS):
        return text
    if (kind.endswith("]") or kind.startswith(_NESTED)) and _is_json(text):
        return text
    return json.dumps(text, ensure_ascii=False)


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError):
        return False
    return True


def _refused(text: str) -> None:
    """Refuse NaN and Infinity, which Python takes for JSON and nobody else does."""
    raise ValueError(text)
