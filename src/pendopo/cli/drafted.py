"""A drafted mapping as a TOML file with comments, for a person to correct."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pendopo.cli.words import word
from pendopo.programme.settings import toml_value
from pendopo.terms.reading import Reading
from pendopo.terms.wording import say

_HEAD = say(
    "How the columns of a file become ours. Drafted by the program from an example: read every "
    "line. What each setting means is in docs/how-to/map-a-spreadsheet.md."
)
_BY = {
    "near": say("found by a name that is like it; look twice"),
    "meaning": say("found by what the column means; look twice"),
    "content": say("found by what its cells hold; look twice"),
}
_WIDTH = 96


def written(found: Mapping[str, Any], register: str, schema: str, reading: Reading) -> str:
    """Write a draft.

    :param found: what the programme drafted
    :param reading: what the person said of how the file is read
    :param schema: the Table Schema's file, from the mapping's folder; empty for none
    """
    lines = [*_comment(word(_HEAD)), f"register = {toml_value(register)}"]
    if schema:
        lines.append(f"schema = {toml_value(schema)}")
    lines += _ignored(found["left"])
    lines += _filled(found["sparse"])
    lines += ["", "[source]"]
    said = {name: getattr(reading, name) for name in ("encoding", "delimiter", "quote")}
    said["sheet"] = reading.sheet or found["sheet"]
    lines += [f"{name} = {toml_value(text)}" for name, text in said.items() if text]
    lines += [f"header = {reading.header}"] * bool(reading.header)
    lines += _comment(word(say("By these columns a file is known again.")))
    lines += _list("columns", found["header"])
    lines += _skips(found["totals"])
    lines += _wide(found)
    for match in found["matches"]:
        lines += ["", *_column(match)]
    return "\n".join(lines) + "\n"


def _ignored(left: Sequence[str]) -> Iterator[str]:
    if left:
        yield ""
        yield from _comment(
            word(say("Columns of the file that are left out; take out what you want to keep."))
        )
        yield from _list("ignore", left)


def _filled(sparse: Sequence[str]) -> Iterator[str]:
    if sparse:
        yield ""
        yield from _comment(
            word(say("If an empty cell in these means: as in the row above, take the mark away."))
        )
        yield f"# fill_down = [{', '.join(map(toml_value, sparse))}]"


def _skips(totals: Sequence[str]) -> Iterator[str]:
    for name in totals:
        yield ""
        yield from _comment(word(say("Rows that are no rows of the table: totals.")))
        yield "[[skip]]"
        yield f"column = {toml_value(name)}"
        yield f"matches = {toml_value('(?i)^ *(?:grand |sub)? *(?:total|jumlah|suma|somme)')}"


def _wide(found: Mapping[str, Any]) -> Iterator[str]:
    if found["wide"]:
        yield ""
        yield from _comment(
            word(
                say(
                    "These columns stand side by side and become rows: their names in one column, "
                    "their cells in another."
                )
            )
        )
        yield "[unpivot]"
        yield from _list("columns", found["wide"])
        yield f"name = {toml_value(found['period'])}"
        yield f"value = {toml_value(found['amount'])}"


def _column(match: Mapping[str, Any]) -> Iterator[str]:
    if not match["source"]:
        yield from _comment(
            word(
                say("Nothing in the file looks like this column. Name its source, or say a value:")
            )
        )
        yield "# [[column]]"
        yield f"# name = {toml_value(match['ours'])}"
        yield '# from = "…"'
        yield '# value = "…"'
        return
    if match["by"] != "name":
        yield from _comment(word(_BY[match["by"]]))
    yield "[[column]]"
    yield f"name = {toml_value(match['ours'])}"
    yield f"from = {toml_value(match['source'])}"
    yield from _settings(dict(match["settings"]))
    yield from _codes(match["settings"].get("codes", {}), match["unknown"])


def _settings(settings: dict[str, Any]) -> Iterator[str]:
    if settings.pop("unsure", False):
        yield from _comment(
            word(say("Nothing in the file says whether the day or the month comes first; look."))
        )
    for name, value in settings.items():
        if name != "codes":
            yield f"{name} = {toml_value(value)}"


def _codes(codes: Mapping[str, str], unknown: Sequence[str]) -> Iterator[str]:
    if not codes and not unknown:
        return
    yield "[column.codes]"
    for cell, ours in codes.items():
        yield f"{toml_value(cell)} = {toml_value(ours)}"
    for cell in unknown:
        yield f'# {toml_value(cell)} = "…"'


def _comment(text: str) -> Iterator[str]:
    line = "#"
    for piece in text.split():
        if len(line) + len(piece) + 1 > _WIDTH:
            yield line
            line = "#"
        line += f" {piece}"
    yield line


def _list(name: str, texts: Sequence[str]) -> Iterator[str]:
    """Write a list, one text a line where it is long."""
    whole = f"{name} = {toml_value(tuple(texts))}"
    if len(whole) <= _WIDTH:
        yield whole
        return
    yield f"{name} = ["
    yield from (f"    {toml_value(text)}," for text in texts)
    yield "]"
