"""What the OGP's templates ask of a commitment in prose, by template.

Headings drift by country and translation, so that answers are kept by field and not by heading.

Source: the question strings of OGP's commitments data, 3 July 2024 (2015 and 2022), and the
subnational pilot's template of 2016.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pendopo.terms.wording import say


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a template asks for in prose.

    :param templates: those that ask it
    """

    title: str
    templates: tuple[str, ...]


PILOT: Final = "2016-subnational"
OLD: Final = "2015"
NEW: Final = "2022"
TEMPLATES: Final[Mapping[str, str]] = {
    OLD: say("OGP template of 2015 to 2021"),
    PILOT: say("OGP template of the subnational pilot, 2016"),
    NEW: say("OGP template since 2022"),
}
QUESTIONS: Final[Mapping[str, Question]] = {
    "summary": Question(say("Brief description of the commitment"), (NEW,)),
    "problem": Question(say("Which problem does it address?"), (OLD, PILOT, NEW)),
    "causes": Question(say("What causes the problem?"), (NEW,)),
    "done_so_far": Question(say("What has been done so far?"), (NEW,)),
    "solution": Question(say("Which solution is proposed?"), (OLD, PILOT, NEW)),
    "objective": Question(say("Primary objective"), (PILOT,)),
    "results": Question(say("Which results should it have?"), (NEW,)),
    "contribution": Question(say("How does it help to solve the problem?"), (OLD,)),
    "relevance": Question(say("Why is it relevant to OGP's values?"), (OLD, PILOT)),
    "challenge": Question(say("OGP challenge that it meets"), (PILOT,)),
    "ambition": Question(say("What does it change?"), (PILOT,)),
    "transparency": Question(say("How does it further transparency?"), (NEW,)),
    "accountability": Question(say("How does it further public accountability?"), (NEW,)),
    "participation": Question(
        say("How does it further participation in defining, implementing and monitoring?"), (NEW,)
    ),
    "additional": Question(say("Budget, other programmes, further facts"), (OLD,)),
    "newness": Question(say("Is it new, or was it going on already?"), (PILOT,)),
}
OGP_VALUES: Final[Mapping[str, str]] = {
    "access-to-information": say("Access to information"),
    "civic-participation": say("Civic participation"),
    "public-accountability": say("Public accountability"),
    "technology": say("Technology and innovation"),
}
