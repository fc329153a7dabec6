"""``pendopo claim``: what people say of promises: drafted, handed in, taken in, listed."""

import csv
import io
import json
import re
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import click

from pendopo.cli.sign import hold_free, write_draft
from pendopo.cli.verb import RefusedError, VerbGroup, choice, now, programme, readable, verb
from pendopo.cli.waiting import tell_waiting
from pendopo.cli.words import language, number, word
from pendopo.exports.claim_form import Known, claim_form
from pendopo.peers.asking import AskError, post
from pendopo.programme.claiming import HAND_IN
from pendopo.published.claims.claim import Claim, claim_of
from pendopo.published.claims.facts import COLUMNS, VOICES, facts_of, known_day, told
from pendopo.stages.publish import rfc3339
from pendopo.standards.ogp.codebook import codebooks
from pendopo.standards.tlog.note import NOTE_BYTES_MOST
from pendopo.terms.roles import ACTS, RATING
from pendopo.terms.wording import say

_POST_S = 30.0
_ANSWER_MOST = 4_096


@click.group(
    "claim",
    cls=VerbGroup,
    help=say(
        "A claim is what somebody says of a commitment or a milestone: the government, civil "
        "society, an independent reviewer or a monitoring body. It is drafted and signed on the "
        "person's own machine (draft, then pendopo sign), handed in, and taken into the log "
        "without anybody's sign-off. An older claim stays beside a newer one."
    ),
)
def verb_() -> None:
    """Hold the verbs of claims."""


@verb(
    "draft",
    say(
        "Write the text of a claim, to be signed with pendopo sign. No programme is needed: the "
        "plan's page says all that is to be written."
    ),
)
@choice("--log", required=True, metavar="NAME", text=say("The log's name: data.example.org/log."))
@choice("--plan", required=True, metavar="ID", text=say("The plan's id."))
@choice("--commitment", required=True, metavar="ID", text=say("The commitment's id."))
@choice("--milestone", default="", metavar="ID", text=say("One milestone of it; else all of it."))
@choice(
    "--as",
    "role",
    required=True,
    type=click.Choice(sorted(ACTS[RATING])),
    text=say("As whom: the role that your key was introduced with."),
)
@choice(
    "--codebook",
    required=True,
    type=click.Choice(list(codebooks())),
    text=say("By the year in which the plan was handed in, or attestation-1 or statement-1."),
)
@choice("--question", required=True, text=say("What is answered: pendopo claim codebook."))
@choice("--value", required=True, text=say("The answer, a code of that question."))
@choice(
    "--source",
    "sources",
    multiple=True,
    required=True,
    text=say("An address, an entry of the log or a document; may be given more than once."),
)
@choice("--says", default="", text=say("In your words, at most 2,000 letters; nobody's name."))
@choice("--says-in", "said_in", default="", metavar="CODE", text=say("Their language: en, id."))
@choice("--number", "nth", type=click.IntRange(min=1), text=say("1 for your first, then 2, 3 …"))
@choice("--seen", type=click.IntRange(min=1), text=say("How many entries the log had."))
@choice(
    "--recorded-for",
    "office",
    default="",
    metavar="OFFICE",
    text=say("Who said it, where nobody will sign: pages say that the government recorded it."),
)
@choice(
    "--out",
    metavar="FILE",
    default="claim.txt",
    show_default=True,
    type=click.Path(path_type=Path),
    text=say("Where to write the text."),
)
def draft(out: Path, nth: int | None, office: str, **said: Any) -> None:  # noqa: ANN401  click's
    """Write the text."""
    if (nth is None) == (not office):
        raise RefusedError(
            word(
                say("write --number for a claim that is signed, or --recorded-for for one without")
            )
        )
    said["language"] = said.pop("said_in")
    said["says"] = " ".join(said["says"].split())
    claim = Claim(at=rfc3339(now()), number=nth, office=office, **said)
    claim_of(claim.statement())  # which holds it to its form
    write_draft(claim.statement(), out)
    if office:
        text = say("Written to {path}: take it with pendopo claim publish {path}")
    else:
        text = say("Written to {path}: sign it with pendopo sign {path} --key FILE")
    click.echo(word(text, path=out))


@verb("codebook", say("List what may be answered: each codebook's questions and their codes."))
@click.argument("name", metavar="[CODEBOOK]", required=False, type=click.Choice(list(codebooks())))
def codebook(name: str | None) -> None:
    """Tell the codebooks."""
    for id_, questions in codebooks().items():
        if name in (None, id_):
            click.echo(f"{id_}  {told(id_, '', '', language())}")
            for question, scale in questions.items():
                click.echo(f"  {question}  {told(id_, question, '', language())}")
                for code in scale.ordinals:
                    said = told(id_, question, code, language()) or word(say("unknown"))
                    click.echo(f"    {code}" + (f"  ({said})" if said != code else ""))


@verb(
    "page",
    say(
        "Write the page with which a claim is written and signed in a browser, without a server "
        "and without this program."
    ),
)
@choice(
    "--out",
    metavar="FILE",
    default="sign-a-claim.html",
    show_default=True,
    type=click.Path(path_type=Path),
    text=say("Where to write the page."),
)
def page(out: Path) -> None:
    """Write the page."""
    hold_free(out)
    out.write_text(claim_form(Known(), language(), word), "utf-8")
    click.echo(word(say("Written to {path}: open it in a browser."), path=out))


@verb(
    "hand-in",
    say(
        "Give a signed claim to the site at URL. It is public from then on, and the log takes it "
        "with the next entry."
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.argument("where", metavar="URL")
def hand_in(file: Path, where: str) -> None:
    """Hand in."""
    if not re.match("https?://", where):
        raise RefusedError(
            word(say("{where}: write the site's address, as https://data.example.org"), where=where)
        )
    data = _bytes(file)
    try:
        reply = post(f"{where.rstrip('/')}/{HAND_IN}", data, _POST_S, _ANSWER_MOST)
    except AskError as error:
        text = say("{where}: no answer ({why})")
        raise RefusedError(word(text, where=where, why=str(error))) from error
    if reply.status != HTTPStatus.ACCEPTED:
        text = say("{where}: does not take it ({status}): {why}")
        why = reply.text.strip()
        raise RefusedError(word(text, where=where, status=reply.status, why=why))
    click.echo(
        word(say("Handed in: {address}"), address=f"{where.rstrip('/')}{reply.text.strip()}")
    )


@verb(
    "publish",
    say(
        "Take a claim into the log: the file that 'pendopo sign' wrote, or the text of one that "
        "is recorded for somebody who signs nothing."
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.pass_context
def publish(ctx: click.Context, file: Path) -> None:
    """Take into the log."""
    opened = programme(ctx)
    entry = opened.claiming.record(_bytes(file), now)
    click.echo(word(say("The claim is in the log: entry {index}."), index=number(entry.index)))
    tell_waiting(opened)


@verb(
    "list",
    say(
        "List all claims, the oldest first; then where voices differ, what was refused, and whose "
        "numbers are missing."
    ),
)
@choice("--commitment", default="", metavar="ID", text=say("Only of this commitment."))
@choice("--json", "as_json", is_flag=True, text=say("Print the same as JSON."))
@choice("--csv", "as_csv", is_flag=True, text=say("Print the claims as CSV."))
@click.pass_context
def list_(ctx: click.Context, commitment: str, *, as_json: bool, as_csv: bool) -> None:
    """Tell what people said."""
    opened = programme(ctx)
    facts = facts_of(opened.claiming.claims(), opened.claiming.waiting_facts())
    if commitment:
        facts = {
            name: [one for one in rows if one.get("commitment", commitment) == commitment]
            for name, rows in facts.items()
        }
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    elif as_csv:
        click.echo(_csv(facts["claims"]), nl=False)
    else:
        government = opened.config.government
        _tell(facts, government.name if government.role == "observer" else "")


def _tell(facts: dict[str, list[dict[str, Any]]], observer: str) -> None:
    for one in facts["claims"]:
        text = say("{day}  {who}, {office}, of {what}: {question}: {value}")
        click.echo(word(text, **_line(one)))
        if not one["signed"]:
            by = say("recorded by {observer}") if observer else say("recorded by the government")
            click.echo("  " + word(by, observer=observer))
    for one in facts["conflicts"]:
        sides = "; ".join(
            word(say("{who} says {value} ({day})"), **_line(side)) for side in one["sides"]
        )
        click.echo(word(say("They differ on {what}: {sides}."), what=_what(one), sides=sides))
    for one in facts["waiting"]:
        text = say("Handed in and not in the log yet: claim {number} of {office}, of {what}.")
        click.echo(word(text, number=one["number"], office=one["office"], what=_what(one)))
    for one in facts["refused"]:
        text = say("Refused for {why}, entry {entry}: claim {number} of {office}, of {what}.")
        said = {name: one[name] for name in ("why", "entry", "number", "office")}
        click.echo(word(text, what=_what(one), **said))
    for one in facts["missing"]:
        text = say("Not in this log, though later ones are: claims {numbers} of {office}.")
        ends = (dict.fromkeys((span["first"], span["last"])) for span in one["spans"])
        listed = ", ".join("-".join(map(str, span)) for span in ends)
        click.echo(word(text, numbers=listed, office=one["office"]))
    if not any(facts.values()):
        click.echo(word(say("Nobody has said anything of a commitment yet.")))


def _line(one: dict[str, Any]) -> dict[str, str]:
    answer = one["codebook"], one["question"], one["value"], language()
    known = known_day(**{name: one[name] for name in ("signed", "written_at", "recorded_at")})
    day = datetime.fromisoformat(known or one["recorded_at"]).date().isoformat()
    return {
        "day": day if known else word(say("recorded on {day}"), day=day),
        "who": word(VOICES[one["role"]]),
        "office": one["office"],
        "what": _what(one),
        "question": told(one["codebook"], one["question"], "", language()),
        "value": told(*answer) or word(say("unknown")),
    }


def _what(one: dict[str, Any]) -> str:
    return "/".join(filter(None, (one["plan"], one["commitment"], one["milestone"])))


def _csv(claims: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows([one | {"sources": "\n".join(one["sources"])} for one in claims])
    return out.getvalue()


def _bytes(file: Path) -> bytes:
    with readable(file).open("rb") as opened:
        return opened.read(NOTE_BYTES_MOST + 1)


for _verb in (draft, codebook, page, hand_in, publish, list_):
    verb_.add_command(_verb)
