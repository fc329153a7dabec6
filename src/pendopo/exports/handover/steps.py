"""The steps by which a successor takes over: what is typed, and what one should see.

The briefing prints them, the rehearsal runs them: there is one list.
"""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pendopo.terms.wording import say

STATEMENT: Final = "handover.txt"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the programme lies.

    :param folder: the programme's folder, as the officer at the keyboard writes it
    :param two_keys: whether two keys sign its log now: then the newer leaves with its holder
    """

    folder: str = "."
    two_keys: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    :param who: ``successor``, ``both`` or ``later``: only those of the first two are rehearsed
    :param title: what is done
    :param text: why, and by whom
    :param commands: what is typed, in this order
    :param see: what one should see
    """

    who: str
    title: str
    text: str
    commands: Sequence[str]
    see: str

    def facts(self, word: Callable[..., str]) -> Mapping[str, Any]:
        """Write it for the paper."""
        return {
            "title": word(self.title),
            "text": word(self.text),
            "commands": list(self.commands),
            "see": word(self.see),
        }


def _introduced(role: str) -> str:
    key = f"pendopo roles add {role}.key.pub --role {role} --unit {role} \\"
    return f'{key}\n    --office "The {role} office"'


def steps(place: Place) -> tuple[Step, ...]:
    """Give the steps, in order."""
    return (
        Step(
            "successor",
            say("Go to the record, and check all of it"),
            say(
                "Log in to the machine that holds the record, as the user that runs it. Nothing "
                "you type in this step changes anything."
            ),
            (
                f"cd {shlex.quote(place.folder)}",
                "pendopo verify",
                "pendopo key show",
                "pendopo witnesses show",
            ),
            say("No problem is told. The key is the one printed in this paper."),
        ),
        Step(
            "successor",
            say("Take a copy that does not depend on us"),
            say(
                "The bag holds every page, file and signature, and the program that checks it. "
                "Carry a copy out of the building, to the regional archive for one."
            ),
            (
                "pendopo archive ../handover-bag --bag",
                "python3 ../handover-bag/data/verify_archive.py",
            ),
            say("The last line counts the entries; it says 'as signed'."),
        ),
        Step(
            "both",
            say("Make your own keys"),
            say(
                "Each of you on your own device, not on this machine; a key that you have "
                "already does. Bring the two files that end in .pub to this folder."
            ),
            ("pendopo sign --new-key outgoing.key", "pendopo sign --new-key incoming.key"),
            say("Each key is in its file. Keep it to yourself."),
        ),
        Step(
            "both",
            say("Introduce both keys in the log"),
            say(
                "Write the real names of both offices and a short code for each unit; never the "
                "name of a person. Leave this step out for a key that the log knows already."
            ),
            (
                _introduced("outgoing"),
                _introduced("incoming"),
                "pendopo roles list",
            ),
            say("Both keys are listed, with their offices."),
        ),
        Step(
            "both",
            say("Sign the checklist, each with your own key"),
            say(
                "Take the text to your own devices, read it there, and sign it there. Bring back "
                "the two files that end in .sig."
            ),
            (
                f"pendopo handover checklist {STATEMENT}",
                f"pendopo sign {STATEMENT} --key outgoing.key --out outgoing.sig",
                f"pendopo sign {STATEMENT} --key incoming.key --out incoming.sig",
            ),
            say("The text is shown, and you are asked whether to sign it. Answer y."),
        ),
        Step(
            "both",
            say("Record the handover"),
            say("The list with both signatures becomes an entry of the log, for anyone to check."),
            ("pendopo handover record outgoing.sig incoming.sig",),
            say("Recorded in an entry, by both offices."),
        ),
        Step(
            "successor",
            say("Change the key of the log"),
            say(
                "The predecessor could have kept a copy of the key. The old key signs the new one, "
                "and for 90 days both sign. Copy the new file to where only you reach it, offline."
            ),
            (
                "pendopo key rotate --at-once" if place.two_keys else "pendopo key rotate",
                "pendopo key show",
            ),
            say("Two keys sign: the new one first, and the old one until the day that is told."),
        ),
        Step(
            "successor",
            say("See that the log lives under the new key"),
            say("Publish the day's sign of life, and check everything again."),
            ("pendopo log --heartbeat", "pendopo verify"),
            say("No problem is told."),
        ),
        Step(
            "later",
            say("Tell others, and close the predecessor's doors"),
            say(
                "Make the new key known where the old one was: the first line of "
                "public/policy.txt. Write to every witness in this paper. Change the passwords of "
                "this machine, of the domain and of the proxy: the log does not know them. When "
                "the 90 days are over, destroy the file that the command names."
            ),
            ("pendopo key show",),
            say("After 90 days: one key signs, and a file is named to be destroyed."),
        ),
    )


def commands(place: Place) -> list[str]:
    """Give what is typed in all steps that end in the new key signing."""
    return [line for step in steps(place) if step.who != "later" for line in step.commands]
