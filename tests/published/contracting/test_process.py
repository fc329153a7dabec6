"""A process, merged by the extensions that its packages name."""

import json
from dataclasses import replace
from typing import Any

from pendopo.published.contracting.index import Released
from pendopo.published.contracting.process import Process
from pendopo.standards.ocds.extension import Extension
from pendopo.standards.ocds.told import told_with

CRITERIA = (
    "https://raw.githubusercontent.com/open-contracting-extensions/"
    "ocds_selectionCriteria_extension/master/extension.json"
)


def released(day: str, name: str, *extensions: str) -> Released:
    criteria = {"criteria": [{"id": name, "description": name}]}
    release: dict[str, Any] = {"ocid": "x", "id": day, "date": f"{day}T00:00:00Z"}
    release["tender"] = {"id": "1", "selectionCriteria": criteria}
    cursor: Any = None
    return Released(cursor, 1, "x", day, json.dumps(release).encode(), None, extensions)


def test_a_list_is_replaced_where_the_extension_says_so() -> None:
    process = Process("x", [released("2026-01-01", "a", CRITERIA), released("2026-01-02", "b")])

    assert process.compiled
    assert process.versioned
    criteria = process.compiled["tender"]["selectionCriteria"]["criteria"]
    assert [one["id"] for one in criteria] == ["b"]
    assert len(process.versioned["tender"]["selectionCriteria"]["criteria"]) == 2


def test_what_the_government_handed_along_merges_here_too_and_is_named_to_nobody() -> None:
    own = Extension(
        "own", {"definitions": {"Tender": {"properties": {"x": {"omitWhenMerged": True}}}}}
    )
    one = released("2026-01-01", "a", *told_with([CRITERIA], [own]))
    content = json.loads(one.text)
    content["tender"]["x"] = 1
    process = Process("x", [replace(one, text=json.dumps(content).encode())])

    assert process.compiled
    assert "x" not in process.compiled["tender"]
    assert process.extensions == (CRITERIA,)
