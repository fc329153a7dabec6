"""A whole file examined: its processes are merged as they are when they are published."""

import io
import json
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from pendopo.registers.contracts import whole
from pendopo.registers.contracts.examined import Examined
from pendopo.registers.contracts.whole import Limits, examine
from pendopo.standards.ocds.process import Process

EXTENSION = (
    "https://raw.githubusercontent.com/open-contracting-extensions/"
    "ocds_additionalContactPoints_extension/master/extension.json"
)


def package(ocid, *extensions):
    """Two releases, each with another contact point beside the first."""
    releases = [
        {
            "ocid": ocid, "id": str(day), "date": f"2026-01-0{day}T00:00:00Z", "tag": ["planning"],
            "initiationType": "tender",
            "parties": [{"id": "1", "additionalContactPoints": [{"name": f"Desk {day}"}]}],
        }
        for day in (1, 2)
    ]  # fmt: skip
    return {"version": "1.1", "extensions": extensions, "releases": releases}


def test_the_extensions_of_one_package_have_no_say_in_the_processes_of_another(monkeypatch):
    packages = package("ocds-abc123-1", EXTENSION), package("ocds-abc123-2")
    stream = io.BytesIO("\n".join(map(json.dumps, packages)).encode())
    merged: list[Any] = []

    class Seen(Process):
        def __init__(self, one: Any) -> None:
            merged.append(one)
            super().__init__(one)

    monkeypatch.setattr(whole, "Process", Seen)

    examine(stream, "two.jsonl", Examined(), Limits())

    desks = [
        [desk["name"] for desk in one["parties"][0]["additionalContactPoints"]] for one in merged
    ]
    assert desks == [["Desk 2"], ["Desk 1", "Desk 2"]]


def test_a_name_that_stands_twice_is_told_however_the_release_was_read():
    one = package("ocds-abc123-1")["releases"][0] | {"parties": [{"id": "1", "name": "Dinas"}]}
    sound = [json.dumps(one | {"id": str(number)}) for number in range(40)]
    sound[0] = sound[0].replace('"id": "0"', '"id": "0", "id": "0"')
    sound[39] = sound[39].replace('"id": "39"', '"id": "x", "id": "39"')  # only glanced at
    twice = json.dumps(one | {"id": "a"}).replace('"id": "a"', '"id": "b", "id": "a"')
    inside = f'{{"version": "1.1", "releases": [{twice}, {json.dumps(one | {"id": "c"})}]}}'
    examined = Examined()

    examine(io.BytesIO("\n".join([*sound, inside]).encode()), "x.jsonl", examined, Limits())

    [(finding, places)] = [
        (finding, places)
        for finding, places in examined.faults.found()
        if finding.rule == "name_stands_once"
    ]
    assert [(place.position, place.release_id, place.pointer) for place in places] == [
        (1, "0", "/id"),
        (41, "a", "/id"),
        (40, "39", "/id"),
    ]
    assert (finding.values["name"], finding.count) == ("id", 3)


def sound(number: int) -> dict[str, Any]:
    """A release of one of many processes."""
    item = {"id": "1", "description": "Batu", "quantity": 2, "unit": {"name": "m3"}}
    firm = {"id": f"F{number % 7}", "name": "CV Contoh", "roles": ["supplier"]}
    return {
        "ocid": f"ocds-abc123-{number // 3}", "id": str(number), "tag": ["tender"],
        "date": f"2026-01-{1 + number % 28:02d}T00:00:00Z", "initiationType": "tender",
        "parties": [firm], "buyer": {"id": firm["id"], "name": firm["name"]},
        "tender": {"id": "T1", "status": "active", "items": [item, item | {"id": "2"}]},
        "awards": [{"id": f"A{number}", "suppliers": [{"id": firm["id"], "name": "CV Contoh"}]}],
    }  # fmt: skip


def without_ids(release: dict[str, Any], _: int) -> None:
    for one in (release, release["tender"], *release["tender"]["items"], *release["awards"]):
        one.pop("id", None)


def of_one_process(release: dict[str, Any], _: int) -> None:
    release["ocid"] = "ocds-abc123-1"


def of_one_name(release: dict[str, Any], _: int) -> None:
    release |= {"ocid": "ocds-abc123-1", "id": "1"}
    release["awards"][0]["id"] = "A"


def undated(release: dict[str, Any], number: int) -> None:
    release["date"] = (None, "1-01-01", "2026-13-01", "kemarin")[number % 4]


def of_wrong_types(release: dict[str, Any], number: int) -> None:
    release["tender"] |= {"value": {"amount": "1.250.000"}, "title": number, "documents": []}


def with_fields_of_its_own(release: dict[str, Any], number: int) -> None:
    release |= {f"field{number}": number, "tag": [f"code{number}"], "language": " "}


def referring_to_nobody(release: dict[str, Any], number: int) -> None:
    release["buyer"]["id"] = f"nobody{number}"
    release["parties"] *= 2


def mixed(release: dict[str, Any], number: int) -> None:
    DEFECTS[number % len(DEFECTS)](release, number)


DEFECTS = (
    *(without_ids, of_one_process, of_one_name, undated, of_wrong_types),
    *(with_fields_of_its_own, referring_to_nobody),
)


def steps_of(spoil: Callable[[dict[str, Any], int], None], many: int) -> int:
    """Examine spoilt releases; give how many functions were called."""
    releases = [sound(number) for number in range(many)]
    for number, release in enumerate(releases):
        spoil(release, number)
    return steps_over(releases)


def steps_over(releases: list[dict[str, Any]]) -> int:
    """Examine releases; give how many functions were called."""
    stream, steps = io.BytesIO("\n".join(map(json.dumps, releases)).encode()), count()
    sys.setprofile(lambda *_: next(steps))
    try:
        examine(stream, "x.jsonl", Examined(), Limits())
    finally:
        sys.setprofile(None)
    return next(steps)


def assert_in_proportion(spoil: Callable[[dict[str, Any], int], None], many: int) -> None:
    steps_of(spoil, 1)  # what is made once

    assert steps_of(spoil, 10 * many) <= 12 * steps_of(spoil, many)


@pytest.mark.parametrize("spoil", [without_ids, mixed], ids=lambda one: one.__name__)
def test_ten_times_the_releases_take_at_most_twelve_times_the_steps(spoil):
    assert_in_proportion(spoil, 25)


@pytest.mark.campaign
@pytest.mark.parametrize("spoil", [*DEFECTS, mixed], ids=lambda one: one.__name__)
def test_that_is_so_of_more_releases_and_of_each_defect_alone(spoil):
    assert_in_proportion(spoil, 200)


MAY, APRIL = "2026-05-01T00:00:00Z", "2026-04-01T00:00:00Z"
RUPIAH = {"amount": 1, "currency": "IDR"}


def of_one_award(n: int) -> dict[str, Any]:
    signed = {"awardID": "1", "dateSigned": APRIL, "value": RUPIAH}
    award = {"id": "1", "date": MAY, "value": RUPIAH}
    return {"awards": [award], "contracts": [{"id": str(i), **signed} for i in range(n)]}


def of_no_award(n: int) -> dict[str, Any]:
    awards = [{"id": str(i), "date": MAY, "value": RUPIAH} for i in range(n)]
    contracts = [{"id": str(i), "awardID": "z", "dateSigned": APRIL} for i in range(n)]
    return {"awards": awards, "contracts": contracts}


# What one release may have very many of, each wrong in its way.
CROWDS: dict[str, Callable[[int], dict[str, Any]]] = {
    "parties without ids": lambda n: {"parties": [{"name": f"x{i}"} for i in range(n)]},
    "the same party": lambda n: {"parties": [{"name": "x"}] * n},
    "roles of their own": lambda n: {
        "parties": [{"id": str(i), "roles": ["buyer", f"x{i}"]} for i in range(n)]
    },
    "suppliers nobody knows": lambda n: {
        "awards": [{"id": str(i), "suppliers": [{"id": f"s{i}"}]} for i in range(n)]
    },
    "items of one id": lambda n: {
        "tender": {"id": "1", "items": [{"id": "1", "quantity": i} for i in range(n)]}
    },
    "milestones": lambda n: {
        "tender": {"id": "1", "milestones": [{"id": str(i), "dueDate": "x"} for i in range(n)]}
    },
    "contracts of one award": of_one_award,
    "contracts of no award": of_no_award,
    "fields of their own": lambda n: {f"field{i}": "" for i in range(n)},
    "documents of one id": lambda n: {
        "tender": {"id": "1", "documents": [{"id": "1", "datePublished": MAY}] * n}
    },
    "related processes": lambda n: {
        "relatedProcesses": [{"id": str(i), "scheme": "ocid", "identifier": "o"} for i in range(n)]
    },
}


@pytest.mark.parametrize("crowd", CROWDS)
def test_ten_times_the_things_in_one_release_take_at_most_twelve_times_the_steps(crowd):
    head = {name: sound(0)[name] for name in ("ocid", "id", "tag", "date", "initiationType")}
    steps_over([head | CROWDS[crowd](1)])  # what is made once

    few, many = (steps_over([head | CROWDS[crowd](n)]) for n in (30, 300))

    assert many <= 12 * few
