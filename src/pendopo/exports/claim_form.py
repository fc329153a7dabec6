"""One page to write and sign a claim with: a file that works from a disk, without any server.

The codebooks, and where they are known the plans, stand in it as data. The browser makes and uses
the key (WebCrypto, Ed25519); nothing leaves the page but the files that its reader saves.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from pendopo.published.claims.facts import VOICES, told
from pendopo.standards.ogp.codebook import codebooks, of_no_era
from pendopo.terms.wording import say

_NAME_BYTES: Final = 6
_WORDS: Final = {
    "title": say("Write and sign a claim"),
    "lede": say(
        "What you say of a promise, signed by you. This page works from your own disk and asks no "
        "server: save it, close the network, and look at what you sign."
    ),
    "key": say("Your key"),
    "key_why": say(
        "Make it once, keep the file to yourself with a copy, and give the line that appears to "
        "the government, which introduces it in the log with your office and your role."
    ),
    "make": say("Make a key and save it"),
    "open": say("Or open the key that you have"),
    "made": say("Your key is saved. Hand over this line:"),
    "opened": say("Your key is open:"),
    "no_key": say("This is no key: open the file that you saved when you made it."),
    "no_crypto": say(
        "This browser cannot sign. Save the text, and sign it with: pendopo sign claim.txt"
    ),
    "claim": say("Your claim"),
    "whole": say("all of it"),
    "text": say("What you sign"),
    "text_why": say("This text, letter for letter. Everybody will read it, for good."),
    "sign": say("Sign and save"),
    "save": say("Save the text without signing"),
    "signed": say("Saved. Hand it in at the site: its page of claims says how."),
    "saved": say("Saved. Sign it with: pendopo sign claim.txt --key FILE"),
    "first": say("Open your key first, or save the text without signing."),
    "missing": say("write something here"),
    "unseen": say("holds something that cannot be seen; write it again"),
    "f_log": say("The log's name"),
    "f_number": say("Which of your claims: 1 for the first"),
    "f_as": say("You speak as"),
    "f_plan": say("Plan"),
    "f_commitment": say("Commitment"),
    "f_milestone": say("Milestone, or nothing for all of it"),
    "f_codebook": say("Codebook"),
    "f_question": say("Question"),
    "f_value": say("Your answer"),
    "f_says": say("In your words; nobody's name"),
    "f_language": say("The language of these words"),
    "f_source": say("Sources, one on each line: addresses, entries of the log, documents"),
    "f_seen": say("How many entries the log had when you looked"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What a page is made with of one record; nothing of it where no record is at hand.

    :param log: its permanent name
    :param size: how many entries it has
    :param plans: with ``plan``, ``title``, ``era`` and ``commitments``
    """

    log: str = ""
    size: int = 0
    plans: tuple[Mapping[str, Any], ...] = ()


def claim_form(known: Known, language: str, word: Callable[[str], str]) -> str:
    """Give the page.

    :param word: puts a marked text into the reader's language
    """
    data = {
        "language": language,
        "log": known.log,
        "size": known.size,
        "name_bytes": _NAME_BYTES,
        "plans": known.plans,
        "of_no_era": of_no_era(),
        "roles": [[role, word(text)] for role, text in VOICES.items()],
        "codebooks": list(_codebooks(language)),
        "words": {name: word(text) for name, text in _WORDS.items()},
    }
    # Nothing in a record may end the element that holds it: HTML, script data state.
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    page = files(__package__).joinpath("claim_form.html").read_text("utf-8")
    return page.replace('id="data">{}<', f'id="data">{text}<')


def _codebooks(language: str) -> Iterable[dict[str, Any]]:
    for id_, questions in codebooks().items():
        yield {
            "id": id_,
            "text": told(id_, "", "", language),
            "questions": [
                {
                    "id": question,
                    "text": told(id_, question, "", language),
                    "values": [
                        {"id": code, "text": told(id_, question, code, language) or code}
                        for code in scale.ordinals
                    ],
                }
                for question, scale in questions.items()
            ],
        }
