"""``pendopo questions``: what people asked, and how one is taken away."""

import click

from pendopo.cli.verb import VerbGroup, choice, now, programme, verb
from pendopo.cli.waiting import tell_waiting
from pendopo.cli.words import word
from pendopo.terms.wording import say


@click.group(
    "questions",
    cls=VerbGroup,
    help=say(
        "What people asked about lines of the budget. An answer is published: pendopo template "
        "answers. These verbs list the questions, and take one away for a reason of the law."
    ),
)
def verb_() -> None:
    """Hold the verbs of questions."""


@verb("list", say("List what was asked and not answered, the oldest first."))
@click.pass_context
def list_(ctx: click.Context) -> None:
    """Tell what waits for an answer."""
    opened = programme(ctx)
    answers = opened.questioning.answers(opened.state())
    left = [one for one in reversed(opened.questioning.asked()) if one.id not in answers]
    for one in left:
        click.echo(f"{one.at[:10]}  {one.id}  {one.label}: {one.text}")
    if not left:
        click.echo(word(say("No question waits for an answer.")))


@verb(
    "withdraw",
    say(
        "Take questions away for good. The log says so first, with the reason and without a word "
        "of what was asked; then the text goes. ID is one that 'pendopo questions list' shows, or "
        "that the question's address has."
    ),
)
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@choice(
    "--reason",
    required=True,
    metavar="CODE",
    text=say("Of the legal list: pendopo redact reasons."),
)
@click.pass_context
def withdraw(ctx: click.Context, ids: tuple[str, ...], reason: str) -> None:
    """Take away, and name what repeats it."""
    opened = programme(ctx)
    for one in opened.questioning.withdraw(ids, reason, now):
        text = say("Withdrawn: question {id}, entry {index}.")
        click.echo(word(text, id=one.id, index=one.index))
    for publication in opened.state().publications:
        if publication.register == "answers" and publication.scope["question"] in ids:
            text = say("Its answer repeats the question: pendopo hold {id}")
            click.echo(word(text, id=publication.id))
    tell_waiting(opened)


for _verb in (list_, withdraw):
    verb_.add_command(_verb)
