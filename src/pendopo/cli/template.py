"""``pendopo template``: a workbook to fill in, made from what a register or a schema declares."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from pendopo.cli.handed import schema_of
from pendopo.cli.told import sentence, what_to_write
from pendopo.cli.verb import RefusedError, choice, programme, register_of, verb
from pendopo.cli.words import meant, word
from pendopo.exports.template_words import template_words
from pendopo.registers.datasets.schema import SchemaError, table_of
from pendopo.terms.column import Table
from pendopo.terms.register import Register
from pendopo.terms.wording import say


@verb(
    "template",
    say(
        "Write a workbook to fill in for REGISTER: its columns with what each means, lists to "
        "choose from, and filled-in rows as an example. A dataset's columns are those of a Table "
        "Schema."
    ),
)
@click.argument("register", metavar="REGISTER")
@choice(
    "--schema",
    type=click.Path(path_type=Path),
    text=say("A Table Schema (JSON) that declares the columns of a dataset."),
)
@choice(
    "--table",
    metavar="NAME",
    text=say("Which of the register's tables, each of which is a list of its own; else the first."),
)
@choice(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.xlsx",
    text=say("Where to write it; else a name after the schema's or the register's."),
)
@choice("--filled", is_flag=True, text=say("Fill the example rows into the table itself."))
@click.pass_context
def verb_(
    ctx: click.Context,
    register: str,
    schema: Path | None,
    table: str | None,
    *,
    out: Path | None,
    filled: bool,
) -> None:
    """Write the template."""
    opened = programme(ctx)
    declared = register_of(opened, register)
    tables = _tables(declared, schema, table)
    name = (
        schema.name.partition(".")[0] if schema else "-".join(filter(None, (declared.name, table)))
    )
    target = out or Path(f"{name}-template.xlsx")
    if target.suffix.lower() != ".xlsx":
        text = say("--out {path}: it is written as XLSX; write a name that ends in .xlsx")
        raise RefusedError(word(text, path=target))
    made = import_module("pendopo.exports.template")
    made.write_template(tables, made.TemplateWords(**template_words(word)), target, filled=filled)
    columns = sum(len(table.columns) for table in tables)
    click.echo(word(say("{path}: {columns} columns."), path=target, columns=columns))
    hint = say("Fill in its first sheet, then: pendopo check {path} --register {register}{schema}")
    if len(tables) > 1:
        hint = say("Fill in its sheets, then: pendopo check {path} --register {register}{schema}")
    more = f" --schema {schema}" if schema else ""
    click.echo(word(hint, path=target, register=declared.name, schema=more))


def _tables(declared: Register, schema: Path | None, named: str | None) -> Sequence[Table]:
    """Give the tables to be filled in.

    :raises RefusedError: when the register takes no table of its own, or declares no columns
    """
    if not declared.sheets and ("json" in declared.forms or "xlsx" not in declared.forms):
        text = say(
            "template {register}: this register takes what its standard, {standard}, has, and no "
            "table of its own; programs that write it are listed where it is described: {source}"
        )
        raise RefusedError(
            word(
                text,
                register=declared.name,
                standard=declared.standard,
                source=declared.source,
            )
        )
    filled_in = declared.sheets() if declared.sheets else declared.tables
    if filled_in:
        known = {table.name: table for table in filled_in}
        if named and named not in known:
            text = say("--table: {register} has no table {name}; write one of {names}.")
            told = word(text, register=declared.name, name=named, names=", ".join(known))
            raise RefusedError(told + meant(named, known))
        # Sheets are filled in together; of tables, each is a list of its own.
        return (known[named],) if named else filled_in if declared.sheets else filled_in[:1]
    described = schema_of(schema)
    if described is None:
        text = say(
            "template {register}: each file declares its own columns; write --schema FILE, which "
            "pendopo check FILE --register {register} --write-schema makes of an example"
        )
        raise RefusedError(word(text, register=declared.name))
    try:
        return (table_of(described),)
    except SchemaError as error:
        finding = error.finding()
        said = f"{sentence(finding)} {what_to_write(finding)}"
        raise RefusedError(f"--schema {schema}: {said}") from error
