"""How a page says its place in time: RFC 7089 (Memento), 2.1.1 and 2.2."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Final

FORM: Final = "application/link-format"


def announced(original: str, timemap: str, since: str) -> dict[str, str]:
    """Give the headers: of which resource a page is a state, where others are, and since when.

    :param timemap: empty where none lists its states
    :param since: RFC 3339; empty for a page of the present, which may change
    """
    links = [link(original, "original")]
    if timemap:
        links.append(link(timemap, "timemap", type=FORM))
    found = {"Link": ", ".join(links)}
    return found | {"Memento-Datetime": http(since)} if since else found


def linking(headers: Mapping[str, str], address: str, type_: str) -> dict[str, str]:
    """Put a link to another form of a page to its headers: RFC 8288, 3."""
    other = link(address, "alternate", type=type_)
    return {**headers, "Link": ", ".join(filter(None, (headers.get("Link", ""), other)))}


def link(address: str, rel: str, **more: str) -> str:
    """Write a link: RFC 8288, 3."""
    facts = "".join(f'; {name}="{text}"' for name, text in {"rel": rel, **more}.items())
    return f"<{address}>{facts}"


def http(time: str) -> str:
    """Write a time as HTTP does: RFC 9110, 5.6.7."""
    return format_datetime(datetime.fromisoformat(time), usegmt=True)
