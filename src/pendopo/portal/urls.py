"""The pages' addresses, below ``/<language>/`` and ``/at/<size>/<language>/``. One line a page.

What ``slug``, ``table`` and ``publication_id`` look like is said in ``web.converters``.
"""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from pendopo.portal.pages.about.view import about
from pendopo.portal.pages.cards.view import measure_card, table_card
from pendopo.portal.pages.changes.view import changes
from pendopo.portal.pages.developers.view import developers
from pendopo.portal.pages.downloads.view import downloads
from pendopo.portal.pages.feeds.view import (
    home_feed,
    mirror_feed,
    office_feed,
    place_feed,
    publication_feed,
    register_feed,
    table_feed,
    withdrawals_feed,
)
from pendopo.portal.pages.home.view import home
from pendopo.portal.pages.log.view import log
from pendopo.portal.pages.mirror.view import mirror
from pendopo.portal.pages.office.view import office
from pendopo.portal.pages.offices.view import offices
from pendopo.portal.pages.parts.view import parts
from pendopo.portal.pages.place.view import place, place_named
from pendopo.portal.pages.places.view import places, places_map
from pendopo.portal.pages.publication.view import publication, publication_latest
from pendopo.portal.pages.register.view import register
from pendopo.portal.pages.registers.view import registers
from pendopo.portal.pages.row.view import row
from pendopo.portal.pages.search.copied import search_files, search_found, search_words
from pendopo.portal.pages.search.view import search
from pendopo.portal.pages.sql.view import sql
from pendopo.portal.pages.table.view import table
from pendopo.portal.pages.verify.view import (
    verify,
    verify_contents,
    verify_file,
    verify_found,
)
from pendopo.portal.pages.withdrawals.view import withdrawals

PAGE_OF_PUBLICATION = "publications/<publication_id:id>/"
PAGE_OF_TABLE = "registers/<slug:register>/<table:name>/"


def beside(route: str, view: Callable[..., Any], feed: Any = None) -> list[URLPattern]:  # noqa: ANN401
    """Give a page's address with those beside it: its facts as JSON, and its feed if it has one."""
    name = view.__name__
    found = [path(route, view, name=name)]
    found.append(path(f"{route}index.json", view.json, name=f"{name}_json"))  # type: ignore[attr-defined]
    if feed is not None:
        found.append(path(f"{route}feed.atom", feed, name=feed.__name__))
    return found


urlpatterns = [
    *beside("", home, home_feed),
    *beside("search/", search),
    path("search/files.json", search_files, name="search_files"),
    path("search/words/<str:file>.json", search_words, name="search_words"),
    path("search/found/<int:part>.json", search_found, name="search_found"),
    *beside("registers/", registers),
    *beside("registers/<slug:register>/", register, register_feed),
    *beside(PAGE_OF_TABLE, table, table_feed),
    *beside(f"{PAGE_OF_TABLE}<str:row>/", row),
    *beside("offices/", offices),
    *beside("offices/<str:office>/", office, office_feed),
    *beside("places/", places),
    path("places/map.svg", places_map, name="places_map"),
    path("places/<str:code>/", place_named, name="place_named"),
    *beside("places/<slug:scheme>/<str:code>/", place, place_feed),
    *beside(PAGE_OF_PUBLICATION, publication, publication_feed),
    path(f"{PAGE_OF_PUBLICATION}latest/", publication_latest, name="publication_latest"),
    *beside(f"{PAGE_OF_PUBLICATION}changes/<publication_id:since>/", changes),
    *beside("log/", log),
    *beside("mirror/", mirror, mirror_feed),
    *beside("withdrawals/", withdrawals, withdrawals_feed),
    *beside("downloads/", downloads),
    *beside("developers/", developers),
    *beside("verify/", verify),
    path("verify/file/", verify_file, name="verify_file"),
    path("verify/found/", verify_found, name="verify_found"),
    path("verify/contents.json", verify_contents, name="verify_contents"),
    *beside("about/", about),
    path("sql/", sql, name="sql"),
    path("parts/", parts, name="parts"),
    path("cards/measures/<slug:indicator>/", measure_card, name="measure_card"),
    path("cards/tables/<slug:register>/<table:name>/", table_card, name="table_card"),
]
