"""Addresses for programs, at the root and below ``/at/<size>/``. One line an answer."""

from django.urls import path

from pendopo.api import changes
from pendopo.api.catalog import catalog
from pendopo.api.ocds import bulk, lists, packages
from pendopo.api.openapi import openapi
from pendopo.api.sql import sql_csv, sql_json
from pendopo.api.table import about, as_csv, as_json, as_parquet, as_xlsx

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
    path("catalog.jsonld", catalog, name="catalog"),
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
    path("data/<slug:register>/<table:name>.csv", as_csv, name="table-csv"),
    path("data/<slug:register>/<table:name>.json", as_json, name="table-json"),
    path("data/<slug:register>/<table:name>.parquet", as_parquet, name="table-parquet"),
    path("data/<slug:register>/<table:name>.xlsx", as_xlsx, name="table-xlsx"),
    path("data/<slug:register>/<table:name>", about, name="table-about"),
]
