"""Expectations of an address in words that a clerk can read.

    GET /data/datasets/roads.csv
    status == 200
    header content-type == text/csv; charset=utf-8
    header content-type contains csv
    body contains R002
    body lines == 62
    json rows == 61
    json schema.fields.0.name == entry

A case begins with GET or HEAD and ends with an empty line; ``#`` begins a comment.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.web.asking import Answer

_HOLDS = re.compile(r"(body|header ([a-z-]+)) (contains|lacks) (.*)")


@dataclass
class Case:
    method: str
    address: str
    line: int
    sent: dict[str, str] = field(default_factory=dict)
    expected: list[str] = field(default_factory=list)


def cases(path: Path) -> Iterator[Case]:
    case: Case | None = None
    for number, text in enumerate(path.read_text("utf-8").splitlines(), start=1):
        words = text.strip()
        if not words or words.startswith("#"):
            continue
        first, _, rest = words.partition(" ")
        if first in {"GET", "HEAD", "POST"}:
            if case:
                yield case
            case = Case(first, rest, number)
        elif case is None:
            raise ValueError(f"{path.name}:{number}: begin with GET, HEAD or POST")
        elif first == "send":
            name, _, value = rest.partition(": ")
            case.sent["HTTP_" + name.upper().replace("-", "_")] = value
        else:
            case.expected.append(words)
    if case:
        yield case


def found_wrong(case: Case, read: Callable[..., Answer]) -> list[str]:
    """Give each expectation that does not hold, with what was found."""
    answer = read(case.address, method=case.method, **case.sent)
    headers = {name.lower(): text for name, text in answer.headers.items()}
    return [
        f"{words}: {found!r}"
        for words in case.expected
        if (found := _fault(words, answer, headers)) is not None
    ]


def _fault(words: str, answer: Answer, headers: dict[str, str]) -> object:
    """Give what was found where an expectation does not hold, else None."""
    kind, _, rest = words.partition(" ")
    found = _HOLDS.fullmatch(words)
    if found:
        text = headers.get(found[2] or "", "")
        if not found[2]:
            text = answer.body.decode("utf-8", "replace")
        return None if (found[4] in text) is (found[3] == "contains") else text[:300]
    what, _, wanted = rest.rpartition("== ")
    held = _found(kind, what.strip(), answer, headers)
    return None if str(held) == wanted else held


def _found(kind: str, what: str, answer: Answer, headers: dict[str, str]) -> object:
    if kind == "status":
        return answer.status
    if kind == "header":
        return headers.get(what, "")
    if kind == "body" and what == "lines":
        return len(answer.body.decode("utf-8").splitlines())
    if kind != "json":
        raise ValueError(f"{kind} {what}: write status, header, body or json")
    found = json.loads(answer.body)
    for step in what.split("."):
        found = len(found) if step == "#" else found[int(step) if step.isdigit() else step]
    return found
