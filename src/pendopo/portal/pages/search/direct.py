"""What needs no search: the number of an entry, the id of a publication, a commitment."""

import re

from pendopo.portal.visit import Visit

_ENTRY = re.compile(r"[0-9]{1,15}")
_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_COMMITMENT = re.compile(r"[0-9a-f]{64}")


def direct(visit: Visit, words: str) -> str:
    """Give the address of what the words name exactly; empty when they name nothing."""
    if _ENTRY.fullmatch(words) and int(words) < visit.state.size:
        return visit.log_address(int(words))
    if _ID.fullmatch(words.upper()):
        return _of_id(visit, words.upper())
    if _COMMITMENT.fullmatch(words.lower()):
        return _of_commitment(visit, words.lower())
    return ""


def _of_id(visit: Visit, name: str) -> str:
    for entry in visit.state.entries:
        if entry.leaf.id == name:
            return _of_entry(visit, entry.index)
    return ""


def _of_commitment(visit: Visit, c: str) -> str:
    for entry in visit.state.entries:
        if any(one.c == c for one in entry.leaf.objects):
            return _of_entry(visit, entry.index)
    return ""


def _of_entry(visit: Visit, index: int) -> str:
    """Give the page of an entry: a publication has its own, another stands in the log."""
    try:
        return visit.address("publication", id=visit.state.publication(index).id)
    except KeyError:
        return visit.log_address(index)
