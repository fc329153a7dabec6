"""The options that say how a file is to be read, for every verb that reads one."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from pendopo.cli.handed import schema_of
from pendopo.cli.verb import RefusedError, choice, home
from pendopo.cli.words import word
from pendopo.programme.mappings import Saved, load_mapping
from pendopo.terms.reading import Reading
from pendopo.terms.wording import say

_CHOICES = (
    choice(
        "--schema",
        type=click.Path(path_type=Path),
        text=say("A Table Schema (JSON) that declares the file's columns."),
    ),
    choice(
        "--encoding",
        default="",
        metavar="NAME",
        text=say("Its character encoding, where a finding asks for it: windows-1252, utf-16."),
    ),
    choice(
        "--delimiter",
        default="",
        metavar="CHARACTER",
        text=say("The character between its cells; else it is found."),
    ),
    choice(
        "--quote",
        default="",
        metavar="CHARACTER",
        text=say("The character around its cells, where it is not the quotation mark."),
    ),
    choice(
        "--sheet",
        default="",
        metavar="NAME",
        text=say("The sheet of a workbook, or the file of an archive, to read."),
    ),
    choice(
        "--header",
        default=0,
        type=click.IntRange(min=0),
        metavar="ROW",
        text=say("The row of its header, as a spreadsheet counts; else it is found."),
    ),
    choice(
        "--mapping",
        default="",
        metavar="NAME",
        text=say(
            "A mapping that says how its columns become ours: one of the folder mappings, or the "
            "path of a .toml file."
        ),
    ),
)


def reads(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the options, and hand them to it as one ``reading``."""

    @functools.wraps(verb)
    def taken(*args: Any, **options: Any) -> None:  # noqa: ANN401 - click's own
        saved = _saved(options.pop("mapping"), options.get("register", ""))
        schema = schema_of(options.pop("schema"))
        reading = Reading(
            encoding=options.pop("encoding"),
            delimiter=options.pop("delimiter").replace("\\t", "\t"),
            quote=options.pop("quote"),
            sheet=options.pop("sheet"),
            header=options.pop("header"),
            schema=saved.schema if saved and schema is None else schema,
            mapping=saved.content if saved else None,
        )
        verb(*args, reading=reading, **options)

    for one in reversed(_CHOICES):
        taken = one(taken)
    return taken


def _saved(name: str, register: str) -> Saved | None:
    """Load the mapping that is named.

    :raises RefusedError: when it is for another register
    """
    if not name:
        return None
    saved = load_mapping(home(click.get_current_context()), name)
    if saved.mapping.register != register:
        text = say("--mapping {name}: it is for register {theirs}; write --register {theirs}.")
        raise RefusedError(word(text, name=name, theirs=saved.mapping.register))
    return saved
