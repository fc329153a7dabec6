"""A finding's sentences with their values, in a language that the caller knows how to speak."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from pendopo.terms.finding import Finding, Weight
from pendopo.terms.letters import by_number
from pendopo.terms.wording import say

# What would move the cursor or turn the direction of writing on the reader's screen.
_UNSHOWN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
NAMES: Final = {Weight.STOP: say("STOP"), Weight.WARN: say("WARN"), Weight.NOTE: say("NOTE")}

# Puts a marked text, with its values, into a language.
Word = Callable[..., str]


def sentence(finding: Finding, word: Word) -> str:
    """Give a finding's sentence."""
    return plain(word(finding.message, **finding.values_in(word)))


def advice(finding: Finding, word: Word) -> str:
    """Give what to write instead; empty when there is nothing."""
    return plain(word(finding.write, **finding.values_in(word)))


def plain(text: str) -> str:
    """Show a text of a stranger's file: no character in it may move a cursor or hide another."""
    return _UNSHOWN.sub(_picture, text)


def summary(findings: Iterable[Finding], word: Word) -> str:
    """Count findings by weight."""
    weights = [finding.weight for finding in findings]
    return word(
        say("Stops: {stops}. Warnings: {warnings}. Notes: {notes}."),
        stops=weights.count(Weight.STOP),
        warnings=weights.count(Weight.WARN),
        notes=weights.count(Weight.NOTE),
    )


def _picture(found: "re.Match[str]") -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code <= ord(" ") else by_number(found[0])
