"""The table of page weights holds: no page has grown, none is missing, none is too heavy."""

import importlib.util
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

from tests.portal.whole import build_whole

# What the module makes once is dear: it is made by one worker, not by each.
pytestmark = pytest.mark.xdist_group("weights")

ROOT = Path(__file__).parents[2]
NO_PAGES = {
    "citizens_budget",  # a paper; tests/portal reads it
    "board_photo",  # a page of its own, with a script; tests/browser/test_photo_form.py reads it
    "check_sql",  # a file, to be run elsewhere
    "claim_form",  # a file that needs no site; tests/browser/test_claim_form.py reads it
    "places_map",  # a picture, weighed with the page that shows it
    "place_named",  # a code alone, which only leads on
    "publication_latest",  # leads on to the newest version
    "search_files",  # what the script of a copy reads
    "search_found",
    "search_words",
    "verify_contents",  # what the script that hashes a file reads, and where its form sends it
    "verify_found",
    "verify_file",
    "village_board",  # a paper; tests/portal/test_villages.py reads it
    "villages_map",  # a picture, weighed with the page that shows it
    "network_svg",  # a picture, weighed with the page that shows it
    "purchases_csv",  # a file
    "visit_sheet",  # papers; tests/portal/test_works.py reads them
    "work_board",
    "mirror",  # only where another's log is served; tests/browser/test_mirror.py reads it
}


@pytest.fixture(scope="module")
def weighing():
    """``docs/weights.py``, which is a script and no package's module."""
    spec = importlib.util.spec_from_file_location("docs_weights", ROOT / "docs" / "weights.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def found(weighing, tmp_path_factory):
    return weighing.weights(build_whole(tmp_path_factory.mktemp("weights")))


def test_no_page_has_grown_since_the_table_was_written(weighing, found):
    assert weighing.grown(found, weighing.PAGE.read_text("utf-8")) == []


def test_a_page_that_grew_or_is_too_heavy_or_is_not_written_is_named(weighing):
    weight = weighing.Weight
    written = weighing.page([weight("/id/", 5000, 30000), weight("/id/gone/", 5000, 30000)])
    now = [weight("/id/", 5900, 30000), weight("/id/new/", 16000, 40000)]

    assert weighing.grown(now, written) == [
        "/id/: 5.9 kB, was 5.0 kB",
        "/id/new/ is not in the table",
        "/id/new/ is too heavy: 40.0 kB in all",
        "/id/gone/ is in the table and no page",
    ]


def test_every_kind_of_page_is_weighed_and_read_in_a_browser(found):
    """A page of the portal that is in no list would be tested by nothing."""
    urls = import_module("pendopo.portal.urls")  # once Django is set up
    kinds = {one.name for one in urls.urlpatterns}
    pages = {name for name in kinds if not re.search(r"_json$|_feed$", name)}
    weighed = set()
    for one in found:
        path = one.page.partition("?")[0].format(first="0" * 26, corrected="1" * 26)
        try:
            weighed.add(resolve(path).url_name)
        except Resolver404:
            continue  # the page about what is not there

    assert pages - weighed - NO_PAGES == set()
