"""The pages' addresses, below ``/<language>/`` and ``/at/<size>/<language>/``. One line a page.

What ``slug``, ``table``, ``year`` and ``publication_id`` look like is said in ``web.converters``.
"""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from pendopo.portal.pages.about.view import about
from pendopo.portal.pages.buyer.view import buyer
from pendopo.portal.pages.cards.bought import buyer_card, process_card
from pendopo.portal.pages.cards.view import commitment_card, measure_card, plan_card, table_card
from pendopo.portal.pages.ceilings.view import ceilings
from pendopo.portal.pages.changes.view import changes
from pendopo.portal.pages.claims.form import claim_form
from pendopo.portal.pages.claims.view import claims
from pendopo.portal.pages.commitment.view import check_sql, commitment
from pendopo.portal.pages.developers.view import developers
from pendopo.portal.pages.downloads.view import downloads
from pendopo.portal.pages.feeds.bought import (
    buyer_feed,
    process_feed,
    processes_feed,
    supplier_feed,
)
from pendopo.portal.pages.feeds.promised import commitment_feed, plan_feed
from pendopo.portal.pages.feeds.view import (
    claims_feed,
    home_feed,
    mirror_feed,
    office_feed,
    place_feed,
    publication_feed,
    register_feed,
    table_feed,
    withdrawals_feed,
)
from pendopo.portal.pages.flag.view import flag
from pendopo.portal.pages.flags.view import flags
from pendopo.portal.pages.home.view import home
from pendopo.portal.pages.line.view import budget_line
from pendopo.portal.pages.log.view import log
from pendopo.portal.pages.mirror.view import mirror
from pendopo.portal.pages.missing.view import missing
from pendopo.portal.pages.money.paper import citizens_budget
from pendopo.portal.pages.money.view import money
from pendopo.portal.pages.network.view import network, network_svg
from pendopo.portal.pages.office.view import office
from pendopo.portal.pages.offices.view import offices
from pendopo.portal.pages.parts.view import parts
from pendopo.portal.pages.place.view import place, place_named
from pendopo.portal.pages.places.view import places, places_map
from pendopo.portal.pages.plan.view import plan
from pendopo.portal.pages.plans.view import plans
from pendopo.portal.pages.prices.view import prices
from pendopo.portal.pages.process.paper import visit_sheet, work_board
from pendopo.portal.pages.process.view import process
from pendopo.portal.pages.processes.view import processes, purchases_csv
from pendopo.portal.pages.publication.view import publication, publication_latest
from pendopo.portal.pages.questions.view import questions
from pendopo.portal.pages.register.view import register
from pendopo.portal.pages.registers.view import registers
from pendopo.portal.pages.row.view import row
from pendopo.portal.pages.search.copied import search_files, search_found, search_words
from pendopo.portal.pages.search.view import search
from pendopo.portal.pages.shelf.view import shelf
from pendopo.portal.pages.sql.view import sql
from pendopo.portal.pages.supplier.view import supplier
from pendopo.portal.pages.table.view import table
from pendopo.portal.pages.tax.view import tax
from pendopo.portal.pages.verify.view import (
    verify,
    verify_contents,
    verify_file,
    verify_found,
)
from pendopo.portal.pages.village.paper import village_board
from pendopo.portal.pages.village.photo import board_photo
from pendopo.portal.pages.village.view import village
from pendopo.portal.pages.villages.view import villages, villages_map
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
    *beside("purchases/", processes, processes_feed),
    path("purchases/purchases.csv", purchases_csv, name="purchases_csv"),
    *beside("purchases/missing/", missing),
    *beside("purchases/prices/", prices),
    *beside("purchases/ceilings/", ceilings),
    *beside("purchases/network/", network),
    path("purchases/network.svg", network_svg, name="network_svg"),
    *beside("purchases/flags/", flags),
    *beside("purchases/flags/<slug:flag>/", flag),
    *beside("purchases/buyers/<str:party>/", buyer, buyer_feed),
    *beside("purchases/suppliers/<str:party>/", supplier, supplier_feed),
    *beside("purchases/processes/<str:ocid>/", process, process_feed),
    path("purchases/processes/<str:ocid>/board.pdf", work_board, name="work_board"),
    path("purchases/processes/<str:ocid>/visit.pdf", visit_sheet, name="visit_sheet"),
    *beside("money/", money),
    *beside("money/documents/", shelf),
    path("money/<str:publisher>/<year:year>/budget.pdf", citizens_budget, name="citizens_budget"),
    path("money/tax/", tax, name="tax"),
    *beside("money/lines/<str:publisher>/<str:line>/", budget_line),
    *beside("questions/", questions),
    *beside("places/", places),
    path("places/map.svg", places_map, name="places_map"),
    path("places/<str:code>/", place_named, name="place_named"),
    *beside("places/<slug:scheme>/<str:code>/", place, place_feed),
    *beside("villages/", villages),
    path("villages/map.svg", villages_map, name="villages_map"),
    path("villages/photo.html", board_photo, name="board_photo"),
    *beside("villages/<str:code>/", village),
    path(
        "villages/<str:code>/<year:year>/<slug:shape>.<slug:ending>",
        village_board,
        name="village_board",
    ),
    *beside("plans/", plans),
    *beside("plans/<table:plan>/", plan, plan_feed),
    *beside("plans/<table:plan>/<table:commitment>/", commitment, commitment_feed),
    path(
        "plans/<table:plan>/<table:commitment>/<table:milestone>/<str:check>.sql",
        check_sql,
        name="check_sql",
    ),
    *beside(PAGE_OF_PUBLICATION, publication, publication_feed),
    path(f"{PAGE_OF_PUBLICATION}latest/", publication_latest, name="publication_latest"),
    *beside(f"{PAGE_OF_PUBLICATION}changes/<publication_id:since>/", changes),
    *beside("log/", log),
    *beside("mirror/", mirror, mirror_feed),
    *beside("withdrawals/", withdrawals, withdrawals_feed),
    *beside("claims/", claims, claims_feed),
    path("claims/sign.html", claim_form, name="claim_form"),
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
    path("cards/plans/<table:plan>/", plan_card, name="plan_card"),
    path("cards/plans/<table:plan>/<table:commitment>/", commitment_card, name="commitment_card"),
    path("cards/purchases/<str:ocid>/", process_card, name="process_card"),
    path("cards/buyers/<str:party>/", buyer_card, name="buyer_card"),
    path("cards/tables/<slug:register>/<table:name>/", table_card, name="table_card"),
]
