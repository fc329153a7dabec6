"""Addresses for programs, at the root and below ``/at/<size>/``. One line an answer."""

from django.urls import path

from pendopo.api import changes
from pendopo.api.catalog import catalog
from pendopo.api.claims import claims_csv, claims_json
from pendopo.api.cubes import answers as cubes
from pendopo.api.fiscal import datapackage
from pendopo.api.ocds import bulk, lists, packages
from pendopo.api.openapi import openapi
from pendopo.api.sql import sql_csv, sql_json
from pendopo.api.standings import standings_csv, standings_json, standings_parquet
from pendopo.api.table import about, as_csv, as_json, as_parquet, as_xlsx

# The addresses of babbage end with a slash, and its clients write them with one or without.
_CUBES = [
    ("api/3", cubes.index, "cubes-about"),
    ("api/3/cubes", cubes.cubes, "cubes"),
    ("api/3/cubes/<slug:cube>/model", cubes.model, "cube-model"),
    ("api/3/cubes/<slug:cube>/aggregate", cubes.aggregate, "cube-aggregate"),
    ("api/3/cubes/<slug:cube>/facts", cubes.facts, "cube-facts"),
    ("api/3/cubes/<slug:cube>/members/<table:ref>", cubes.members, "cube-members"),
]

urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    path("api/sql", sql_json, name="sql_answer"),
    path("api/sql.csv", sql_csv, name="sql_answer_csv"),
    path("api/ocds", lists.about, name="ocds"),
    path("api/ocds/releases", lists.releases, name="ocds-releases"),
    path("api/ocds/releases/<path:named>", packages.release, name="ocds-release"),
    path("api/ocds/records", lists.records, name="ocds-records"),
    path("api/ocds/records/<path:ocid>", packages.record, name="ocds-record"),
    path("api/ocds/timeline/<path:ocid>", packages.timeline, name="ocds-timeline"),
    path("api/ocds/withdrawn", lists.withdrawn, name="ocds-withdrawn"),
    *(path(address, view, name=name) for address, view, name in _CUBES),
    *(path(f"{address}/", view) for address, view, _ in _CUBES),
    path("catalog.jsonld", catalog, name="catalog"),
    path("data/claims.json", claims_json, name="claims-json"),
    path("data/claims.csv", claims_csv, name="claims-csv"),
    path("data/standings.json", standings_json, name="standings-json"),
    path("data/standings.csv", standings_csv, name="standings-csv"),
    path("data/standings.parquet", standings_parquet, name="standings-parquet"),
    path("data/contracts/bulk/index.json", bulk.index, name="ocds-bulk"),
    path("data/contracts/bulk/<table:file>", bulk.file, name="ocds-bulk-file"),
    path(
        "data/changes/<publication_id:since>/<publication_id:id>/<table:name>.csv",
        changes.as_csv,
        name="changes-csv",
    ),
    path(
        "data/changes/<publication_id:since>/<publication_id:id>/<table:name>.json",
        changes.as_json,
        name="changes-json",
    ),
    path("data/budgets/datapackage.json", datapackage, name="fiscal-package"),
    path("data/<slug:register>/<table:name>.csv", as_csv, name="table-csv"),
    path("data/<slug:register>/<table:name>.json", as_json, name="table-json"),
    path("data/<slug:register>/<table:name>.parquet", as_parquet, name="table-parquet"),
    path("data/<slug:register>/<table:name>.xlsx", as_xlsx, name="table-xlsx"),
    path("data/<slug:register>/<table:name>", about, name="table-about"),
]
