"""The option by which a reviewer decides on columns that hold personal data."""

from collections.abc import Sequence

from pendopo.cli.verb import RefusedError, choice
from pendopo.cli.words import meant, word
from pendopo.terms.personal import ORIGINAL, SAID, Decision, Fate, pasted
from pendopo.terms.wording import say

decides = choice(
    "--personal",
    multiple=True,
    metavar="COLUMN=DECISION:REASON",
    text=say(
        "What becomes of a column with personal data, and why, once for each: mask for pseudonyms, "
        "drop to leave it out, publish. mask@NAME gives the same pseudonyms wherever NAME is used. "
        "Readers see the decision and its reason."
    ),
)


def personal_of(parts: Sequence[str]) -> dict[str, Decision]:
    """Read ``--personal COLUMN=DECISION:REASON`` options.

    :raises RefusedError: saying what to write
    """
    found: dict[str, Decision] = {}
    for text in parts:
        column, mark, said = text.rpartition("=") if ":" not in text else _parted(text)
        fate, _, reason = said.partition(":")
        name, at, family = fate.partition("@")
        if not mark or not column or name not in set(Fate):
            raise RefusedError(_form(text) + meant(name, list(Fate)))
        if not reason.strip():
            raise RefusedError(
                word(
                    say("--personal {text}: readers are shown why; write --personal {written}"),
                    text=text.rstrip(":"),
                    written=pasted(f"{text.strip().rstrip(':')}:{word(say('REASON'))}"),
                )
            )
        decision = Decision(Fate(name), reason.strip(), family=family)
        if not _fits(column, decision, at):
            raise RefusedError(_form(text))
        if column in found:
            raise RefusedError(
                word(say("--personal: column {column} is decided on twice"), column=column)
            )
        found[column] = decision
    return found


def _parted(text: str) -> tuple[str, str, str]:
    """Part a column's name, which may hold ``=``, from the decision in front of the first ``:``."""
    head, colon, reason = text.partition(":")
    column, mark, said = head.rpartition("=")
    return column, mark, said + colon + reason


def _fits(column: str, decision: Decision, at: str) -> bool:
    """Whether a decision can be one of the column: only a mask has a family."""
    if at and (not decision.family or decision.fate is not Fate.MASK):
        return False
    if column == SAID:
        return decision.fate is Fate.PUBLISH
    return column != ORIGINAL or decision.fate is not Fate.MASK


def _form(text: str) -> str:
    return word(
        say(
            "--personal {text}: write COLUMN=mask:REASON, COLUMN=drop:REASON or "
            "COLUMN=publish:REASON; {original} in place of a column is the file itself, "
            "which cannot be masked; {said} is what is said of it, which can only be published."
        ),
        text=text,
        original=ORIGINAL,
        said=SAID,
    )
