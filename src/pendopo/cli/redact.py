"""``pendopo redact``: two officers of different units take something away for good."""

from pathlib import Path

import click

from pendopo.cli.desk import forget
from pendopo.cli.sign import read_signed, show, write_draft
from pendopo.cli.verb import VerbGroup, choice, now, programme, verb
from pendopo.cli.waiting import tell_waiting
from pendopo.cli.words import language, word
from pendopo.programme.withdrawing import ALSO, Request
from pendopo.terms.wording import say


@click.group(
    "redact",
    cls=VerbGroup,
    help=say(
        "Take something published away for good, in the open: draft the text, have two officers "
        "of different units sign it on their own machines (pendopo sign), then apply it. The "
        "entry stays, with the reason; content, salts and everything made from them go."
    ),
)
def verb_() -> None:
    """Hold the verbs of a redaction."""


@verb("reasons", say("List the reasons that the law of the country knows, and what is against."))
@click.pass_context
def reasons(ctx: click.Context) -> None:
    """Tell what there is."""
    found = programme(ctx).withdrawing.reasons
    for one in found.reasons.values():
        unread = "" if one.verified else word(say(" (clause not verified)"))
        click.echo(f"{one.code:14}  {one.text(language())}; {one.source(language())}{unread}")
    if found.against:
        click.echo(word(say("Against it may stand:")))
    for one in found.against:
        click.echo(f"  {one.text(language())}; {one.source(language())}")


@verb(
    "draft",
    say(
        "Write the text that two officers sign. Publish the masked version first, where there is "
        "one, and name it with --replacement."
    ),
)
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@choice(
    "--reason",
    required=True,
    metavar="CODE",
    text=say("Of the legal list: pendopo redact reasons."),
)
@choice(
    "--says",
    required=True,
    metavar="TEXT",
    text=say("What the public reads, at most 500 letters, nothing about a person."),
)
@choice(
    "--object",
    "roles",
    multiple=True,
    metavar="ROLE",
    text=say("Only these of its objects: original, metadata, table:NAME; else all."),
)
@choice(
    "--reference",
    default="",
    text=say("The number of the letter or case that asks for it; only its fingerprint is kept."),
)
@choice("--replacement", default="", metavar="ID", text=say("What stands in its place."))
@choice("--masked", default="", text=say("What was masked there, besides what it says itself."))
@choice("--appeal", default="", text=say("Where it can be contested: an address of an office."))
@choice(
    "--out",
    metavar="FILE",
    default="withdrawal.txt",
    show_default=True,
    type=click.Path(path_type=Path),
    text=say("Where to write the text."),
)
@click.pass_context
def draft(
    ctx: click.Context,
    ids: tuple[str, ...],
    reason: str,
    says: str,
    roles: tuple[str, ...],
    reference: str,
    replacement: str,
    masked: str,
    appeal: str,
    out: Path,
) -> None:
    """Write the text."""
    opened = programme(ctx)
    asked = Request(ids, reason, says, roles, reference, replacement, appeal, masked)
    statement = opened.withdrawing.draft(asked, now())
    write_draft(statement, out)
    for id_ in statement.values(ALSO):
        click.echo(word(say("It goes there too, for it has the same bytes: {id}."), id=id_))
    for one in opened.withdrawing.reasons.against:
        click.echo(word(say("Weigh what may stand against it: {what}."), what=one.text(language())))
    for id_ in opened.withdrawing.earlier(ids):
        click.echo(word(say("An earlier or later version is public still: {id}."), id=id_))
    click.echo(word(say("Written to {path}: have two officers sign it."), path=out))


@verb(
    "apply",
    say(
        "Take away what two officers of different units signed for. SIGNED are the files that "
        "'pendopo sign' wrote over one and the same text."
    ),
)
@click.argument("signed", nargs=-1, required=True, type=click.Path(path_type=Path))
@choice("--yes", is_flag=True, text=say("Do it without being asked; the text is shown still."))
@click.pass_context
def apply(ctx: click.Context, signed: tuple[Path, ...], *, yes: bool) -> None:
    """Take away."""
    opened = programme(ctx)
    notes = read_signed(signed)
    statement = opened.withdrawing.ready(notes).statement
    show(statement)
    if not yes:
        click.confirm(word(say("Take this away for good?")), abort=True)
    entry, by = opened.withdrawing.apply(notes, now)
    opened.follow()
    offices = ", ".join(f"{key.office} ({key.unit})" for key in by.by)
    text = say("Taken away: entry {index}, signed by {offices}.")
    click.echo(word(text, index=entry.index, offices=offices))
    tell_waiting(opened)
    click.echo(word(say("Copies elsewhere: run your archive and publish-to again, empty caches.")))
    forget(opened)


for _verb in (reasons, draft, apply):
    verb_.add_command(_verb)
