"""Which members of a plan changed most, and the publications that a phase stands in."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from pendopo.portal.pages.money import decided

TOLD = ("approved", "revised")
GONE = {"value": None, "absent": True}
UNKNOWN = {"value": None, "absent": False}


def amount(value):
    return {"value": Decimal(value), "absent": False}


def row(name, *amounts):
    return {"name": name, "address": "", "amounts": amounts}


def test_what_a_plan_leaves_out_is_among_what_changed_most():
    rows = [
        row("roads", amount(100), amount(110)),
        row("dropped", amount(900), GONE),
        row("new", GONE, amount(500)),
        row("same", amount(7), amount(7)),
        row("unknown", UNKNOWN, amount(5000)),
        row("unknown now", GONE, UNKNOWN),
    ]

    found = decided.changes(rows, TOLD)

    assert [(one["name"], one["change"]) for one in found] == [
        ("dropped", -900),
        ("new", 500),
        ("roads", 10),
    ]
    assert [(one["before"], one["after"]) for one in found[:2]] == [(900, None), (None, 500)]
    assert found[1]["percent"] == ""


def test_a_phase_says_how_many_publications_it_does_not_show(monkeypatch):
    files = [{"id": str(month)} for month in range(12)]
    monkeypatch.setattr(decided, "_published", lambda *_: files)
    monkeypatch.setattr(decided, "_by", lambda *_: {})
    monkeypatch.setattr(decided, "Papers", lambda _: None)

    budget: Any = SimpleNamespace(visit=None)

    [found] = decided.decided(budget, ["executed"], {})

    assert [one["id"] for one in found["publications"]] == ["9", "10", "11"]
    assert found["more"] == "and 9 more"
