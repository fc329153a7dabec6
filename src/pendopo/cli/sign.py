"""``pendopo sign``: a person's own signature, made on their own machine."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from pendopo.cli.verb import RefusedError, choice, readable, verb, write_whole
from pendopo.cli.words import word
from pendopo.standards.statement import TEXT_BYTES_MOST, Statement, parse_statement
from pendopo.standards.tlog.note import NOTE_BYTES_MOST, NoteError, split_note
from pendopo.terms.wording import say

_ACTS: Final = {
    "redaction": say("You decide that something published is taken away for good."),
    "rating": say("You rate a commitment."),
    "handover": say("You hand over a record, or take it over."),
}
_FACTS: Final = {
    "entry": say("publication"),
    "object": say("what of it"),
    "also": say("has the same bytes, and loses them too"),
    "reason": say("reason"),
    "says": say("what the public will read"),
    "request": say("fingerprint of the request's reference"),
    "replacement": say("what stands in its place"),
    "appeal": say("where it can be contested"),
    "masked": say("what was masked there"),
    "number": say("which of your claims"),
    "as": say("you speak as"),
    "office": say("who said it"),
    "plan": say("plan"),
    "commitment": say("commitment"),
    "milestone": say("milestone"),
    "codebook": say("codebook"),
    "question": say("question"),
    "value": say("answer"),
    "language": say("language"),
    "source": say("source"),
    "seen": say("entries that the record had"),
}


@verb(
    "sign",
    say(
        "Sign with your own key, on your own machine. FILE is the text that was sent to you to "
        "sign: it is shown in plain words first. What is written is a small file, which you send "
        "back. With --new-key, make the key once; keep it, and hand over the file that ends in "
        ".pub."
    ),
)
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@choice(
    "--new-key",
    metavar="FILE",
    type=click.Path(path_type=Path),
    text=say("Make a key in this file, once, and FILE.pub beside it."),
)
@choice(
    "--key",
    metavar="FILE",
    type=click.Path(path_type=Path),
    text=say("Your key, as --new-key made it."),
)
@choice(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    text=say("Where to write the signature; else beside FILE, named after the key."),
)
@choice("--yes", is_flag=True, text=say("Sign without being asked; the text is shown still."))
def verb_(
    file: Path | None, new_key: Path | None, key: Path | None, out: Path | None, *, yes: bool
) -> None:
    """Make a key, or sign."""
    if (file is None) == (new_key is None):
        raise RefusedError(word(say("write the FILE to sign, or --new-key FILE to make a key")))
    if new_key is not None:
        _make(new_key)
    elif file is not None:
        _sign(file, key, out, yes=yes)


def _make(path: Path) -> None:
    from pendopo.programme.own_key import new_key  # noqa: PLC0415  the other half needs it not

    vkey = new_key(path)
    click.echo(word(say("Your key is in {path}. Keep it to yourself, and keep a copy."), path=path))
    click.echo(
        word(say("Hand over {public}, or this line, which is the same:"), public=f"{path}.pub")
    )
    click.echo(vkey)


def _sign(file: Path, key: Path | None, out: Path | None, *, yes: bool) -> None:
    from pendopo.programme.own_key import sign  # noqa: PLC0415

    if key is None:
        raise RefusedError(word(say("--key: write the file of your key")))
    if readable(key, "--key").suffix == ".pub":
        text = say("--key {path}: this is the half that everybody may have; write {own}")
        raise RefusedError(word(text, path=key, own=key.with_suffix("")))
    statement = read_statement(file)
    show(statement)
    if not yes:
        click.confirm(word(say("Sign this?")), abort=True)
    note, name = sign(statement, key)
    target = out or file.with_name(f"{file.name}.{name.rpartition('/')[2]}.sig")
    hold_free(target)
    write_whole(target, [note.encode()])
    click.echo(word(say("Signed by {name}: send back {path}."), name=name, path=target))


def read_statement(file: Path) -> Statement:
    """Read a text to be signed.

    :raises StatementError: when it is none
    """
    with readable(file).open("rb") as opened:
        data = opened.read(TEXT_BYTES_MOST + 1)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise RefusedError(
            word(say("{path}: is no text; take the file that was sent to you to sign"), path=file)
        ) from error
    return parse_statement(text)


def read_signed(paths: Sequence[Path]) -> list[str]:
    """Read what several people signed, each in a file of their own, over one text.

    :returns: the signed notes
    :raises RefusedError: naming the file that is no such note, or is over another text
    """
    notes = [_note(path) for path in paths]
    first, *others = ((path, split_note(note)[0]) for path, note in zip(paths, notes, strict=True))
    for path, text in others:
        if text != first[1]:
            told = say(
                "{path}: signs another text than {first}; have both sign the same file, and take "
                "what they send back"
            )
            raise RefusedError(word(told, path=path, first=first[0]))
    return notes


def _note(path: Path) -> str:
    with readable(path).open("rb") as opened:
        data = opened.read(NOTE_BYTES_MOST + 1)
    try:
        note = data.decode()
        split_note(note)
    except (UnicodeDecodeError, NoteError) as error:
        text = say("{path}: holds no signature; take the file that 'pendopo sign' wrote, *.sig")
        raise RefusedError(word(text, path=path)) from error
    return note


def write_draft(statement: Statement, out: Path) -> None:
    """Write what is to be signed, where nothing is yet, and show it.

    :raises RefusedError: when a file is there already
    """
    hold_free(out)
    write_whole(out, [statement.text().encode()])
    show(statement)


def hold_free(out: Path) -> None:
    """Refuse to write over a file.

    :raises RefusedError: saying what to write instead
    """
    if out.exists():
        raise RefusedError(word(say("{path}: is there already; write another --out"), path=out))


def show(statement: Statement) -> None:
    """Show in plain words what a statement says, all of it."""
    unknown = say("You sign an act that this program does not know: {act}.")
    click.echo(word(_ACTS.get(statement.act, unknown), act=statement.act))
    lines = [(word(say("record")), statement.log), (word(say("written on")), statement.at)]
    lines += [(word(_FACTS.get(name, name)), value) for name, value in statement.facts]
    for name, value in lines:
        click.echo(f"  {name}: {value}")
