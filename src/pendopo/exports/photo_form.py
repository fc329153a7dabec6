"""One page to photograph a board with: the browser says where, if its reader agrees.

The picture is drawn anew without its metadata, and the place stands in the name of the file that is
saved: ``35.22.01.2001@-7.150120,111.881230.jpg``. Nothing is sent; ``pendopo photos`` reads the
name. The page works from a site, from a copy and, where the browser allows it, from a disk.
"""

import base64
import hashlib
import re
from collections.abc import Callable
from html import escape
from importlib.resources import files
from typing import Final

from pendopo.terms.wording import say

_WORDS: Final = {
    "title": say("Photograph a board"),
    "lede": say(
        "The picture is drawn anew without what the camera wrote beside it. Where you stand is "
        "written into the name of the file, if you agree; it serves to look whether that is within "
        "the village, and is not published. This page sends nothing."
    ),
    "no_script": say(
        "This page needs JavaScript. Without it, hand the photo to the district officer, who "
        "confirms where it was taken."
    ),
    "code": say("The village's code"),
    "photo": say("The photo"),
    "place": say("Say where I stand"),
    "asked": say("Your browser asks you, and then looks for the place."),
    "placed": say("The place is known to {metres} metres."),
    "refused": say(
        "No place. The photo can be handed in all the same: it is unproved until the district "
        "officer confirms it."
    ),
    "save": say("Save the photo"),
    "no_code": say("Write the village's code, such as 35.22.01.2001."),
    "no_photo": say("Choose a photo first."),
    "unread": say("This is no picture that the browser can read."),
    "done": say("Saved, with the place in its name."),
    "unplaced": say("Saved without a place: unproved until the district officer confirms it."),
    "then": say(
        "Send the file to the village office or the district as a file, not as a picture: so it "
        "keeps its name."
    ),
}
_INSIDE: Final = r"<{0}>(?P<text>.*?)</{0}>"


def photo_form(language: str, word: Callable[[str], str]) -> str:
    """Give the page.

    :param word: puts a marked text into the reader's language
    """
    page = files(__package__).joinpath("photo_form.html").read_text("utf-8")
    for name, text in _WORDS.items():
        page = page.replace(f"{{{name}}}", escape(word(text)))
    return page.replace('lang="en"', f'lang="{escape(language)}"', 1)


def policy(page: str) -> str:
    """Give the content security policy of the page: its own script and style, and nothing else."""
    script, style = (_hash(page, element) for element in ("script", "style"))
    return (
        f"default-src 'none'; script-src '{script}'; style-src '{style}'; img-src blob: data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _hash(page: str, element: str) -> str:
    found = re.search(_INSIDE.format(element), page, re.DOTALL)
    text = found["text"] if found else ""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"sha256-{digest}"
