"""A small real programme of contracting processes for the tests of what programs are told."""

import json
from datetime import timedelta
from pathlib import Path

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from tests.portal.hall import FIRST, settings

BIDS = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/v1.1.5"
    "/extension.json"
)
ODD = "ocds-abc123-9/2"  # an ocid may hold a slash


def release(ocid, number, **said):
    """The nth release of a process, a day after the one before."""
    return {
        "ocid": ocid,
        "id": f"{number}/a" if ocid == ODD else f"{number}",
        "date": f"2026-0{1 + number}-05T00:00:00Z",
        "tag": ["tender" if number == 1 else "tenderUpdate"],
        "initiationType": "tender",
        "tender": {"id": "1", "title": f"Jembatan {number}", "value": {"amount": 10, **said}},
    }


def package(*releases, **meta):
    return {
        "uri": "https://contoh.example/1",
        "version": "1.1",
        "publishedDate": "2026-06-01T00:00:00Z",
        "publisher": {"name": "Contoh"},
        "releases": list(releases),
        **meta,
    }


def publish(programme, hours, *contents, **said):
    """Publish files in one commit."""
    requests = []
    for number, content in enumerate(contents):
        file = programme.root / f"{hours}-{number}.json"
        file.write_text(json.dumps(content), "utf-8")
        at = FIRST + timedelta(hours=hours + number)
        requests.append(Request(file, "contracts", at, Declaration(title=file.stem, **said)))
    outcome = programme.publish(requests)
    assert not outcome.stopped, outcome.reports[0].findings
    return outcome.entries


def build(folder: Path) -> Programme:
    """Entry 1: five processes; 2: more of two of them; 3: in place of 2, one of its releases."""
    made = Programme.create(folder / "hall", settings(), FIRST)
    names = [*(f"ocds-abc123-{number}" for number in range(1, 5)), ODD]
    first = [release(name, 1) for name in names]
    first[2]["tender"]["title"] = "a\x00b \\u0000"
    more = [release("ocds-abc123-1", 2, amount=12.50), release(ODD, 2)]
    [_, second] = publish(made, 1, package(*first, extensions=[BIDS]), package(*more))
    publish(made, 3, package(more[0]), replaces=second.leaf.id)
    return made
