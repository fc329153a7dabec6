"""The programme of the doors' tests, and more: places, a village, a budget and a plan."""

from pathlib import Path

from pendopo.programme.programme import Programme
from tests.api.budgeting import publish_budget
from tests.portal.hall import build, publish_places, publish_village
from tests.portal.once import once
from tests.portal.promise import publish_plan


def build_whole(root: Path) -> Programme:
    """Make it at ``root/hall``."""
    return once(root, "hall-with-every-page", _build)


def _build(root: Path) -> Programme:
    programme = build(root)
    publish_places(programme, root / "places.geojson")
    publish_village(programme, root / "village.csv")
    publish_budget(programme, root / "budget.csv")
    publish_plan(programme, root / "plan.json")
    return programme
