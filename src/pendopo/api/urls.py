"""Addresses for programs, at the root and below ``/at/<size>/``. One line an answer."""

from django.urls import path

from pendopo.api.catalog import catalog
from pendopo.api.table import about, as_csv, as_json, as_parquet

urlpatterns = [
    path("catalog.jsonld", catalog, name="catalog"),
    path("data/<slug:register>/<table:name>.csv", as_csv, name="table-csv"),
    path("data/<slug:register>/<table:name>.json", as_json, name="table-json"),
    path("data/<slug:register>/<table:name>.parquet", as_parquet, name="table-parquet"),
    path("data/<slug:register>/<table:name>", about, name="table-about"),
]
