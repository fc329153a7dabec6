"""All contracting processes in files: what they hold, how they are asked for, who reads them."""

import base64
import gzip
import hashlib
import io
import json
import random
import shutil
import subprocess
import zipfile

import duckdb
import flattentool
import openpyxl
import pytest

from pendopo.programme.bulk import Bulk
from pendopo.programme.programme import Programme
from pendopo.published.contracting.bulk import FILE_BYTES_MOST
from tests.api.contracting import ODD, package, publish, release
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, settings

# What the session makes once is dear: it is made by one worker, not by each.
pytestmark = pytest.mark.xdist_group("ocds-api")

BULK = "/data/contracts/bulk"
FORMS = ("releases.jsonl.gz", "records.jsonl.gz", "csv.zip", "xlsx", "parquet")
NAMES = [*(f"ocds-abc123-{number}" for number in range(1, 5)), ODD]


@pytest.fixture(scope="module")
def read(contracting):
    return reader(contracting)


@pytest.fixture(scope="module")
def index(read):
    return json.loads(read(f"{BULK}/index.json").body)


def test_the_index_names_every_file_with_its_size_and_hash(read, index):
    assert [one["name"] for one in index["files"]] == [f"2026-02.{form}" for form in FORMS]
    assert (index["processes"], index["releases"], index["notMade"]) == (5, 6, [])

    for one in index["files"]:
        answer = read(f"{BULK}/{one['name']}")
        digest = hashlib.sha256(answer.body).digest()
        assert (len(answer.body), digest.hex()) == (one["bytes"], one["sha256"])
        assert answer.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"
        assert answer.headers["ETag"] == one["etag"]
        assert answer.headers["Last-Modified"] == "Wed, 18 Nov 2026 05:00:00 GMT"


def test_a_file_is_not_sent_again_and_may_be_asked_for_in_parts(read, index):
    name, tag = f"{BULK}/2026-02.parquet", index["files"][-1]["etag"]

    again = read(name, HTTP_IF_NONE_MATCH=tag)
    part = read(name, HTTP_RANGE="bytes=0-3")

    assert (again.status, again.body) == (304, b"")
    assert (part.status, part.body) == (206, b"PAR1")


def test_a_file_that_there_is_not_is_named(read):
    answer = read(f"{BULK}/2031-01.xlsx")

    assert answer.status == 404
    assert "index.json" in json.loads(answer.body)["detail"]


def test_the_same_processes_make_the_same_bytes(contracting, read):
    before = {form: read(f"{BULK}/2026-02.{form}").body for form in FORMS}

    contracting.bulk.drop_all()

    assert {form: read(f"{BULK}/2026-02.{form}").body for form in FORMS} == before


def test_a_form_that_cannot_be_made_is_told_and_the_others_are_there(contracting, monkeypatch):
    make = Bulk._made

    def made(bulk, state, bundle, form):
        if form == "xlsx":
            raise ValueError("a sheet of an odd name")
        return make(bulk, state, bundle, form)

    monkeypatch.setattr(Bulk, "_made", made)
    ask = reader(contracting)

    index = json.loads(ask(f"{BULK}/index.json").body)

    assert index["notMade"] == ["2026-02.xlsx"]
    assert len(index["files"]) == len(FORMS) - 1
    assert ask(f"{BULK}/2026-02.xlsx").status == 404


def test_who_asks_for_the_list_before_all_files_are_made_is_asked_to_come_again(
    contracting, monkeypatch
):
    contracting.bulk.drop_all()
    everything = Bulk.all
    monkeypatch.setattr(Bulk, "all", lambda bulk, state, _: everything(bulk, state, 0))
    ask = reader(contracting)

    early = ask(f"{BULK}/index.json")

    assert (early.status, early.headers["Retry-After"]) == (503, "2")
    assert "The files are being made" in json.loads(early.body)["detail"]
    monkeypatch.undo()
    assert ask(f"{BULK}/index.json").status == 200


def test_a_past_state_has_its_own_files(read):
    then = gzip.decompress(read(f"/at/3{BULK}/2026-02.releases.jsonl.gz").body)
    now = gzip.decompress(read(f"{BULK}/2026-02.releases.jsonl.gz").body)

    assert (len(then.splitlines()), len(now.splitlines())) == (7, 6)


def test_no_file_is_larger_than_the_guidance_says_though_nothing_in_it_packs(tmp_path):
    dice = random.Random(7)  # noqa: S311 - the same each time
    made = Programme.create(tmp_path / "hall", settings(), FIRST)
    for number in range(3):
        releases = []
        for process in range(12):
            one = release(f"ocds-abc123-{process}", 1) | {"id": str(number)}
            text = base64.b64encode(dice.randbytes(130_000)).decode()
            # Each in an item of its own, so that a record holds it twice.
            one["tender"]["documents"] = [{"id": str(number), "description": text}]
            releases.append(one)
        publish(made, 1 + number, package(*releases))

    sizes = {one.name: one.bytes for one in made.bulk.all(made.state(), 60)}

    assert len(sizes) > len(FORMS)
    assert sum(sizes.values()) > FILE_BYTES_MOST
    assert {name: size for name, size in sizes.items() if size > FILE_BYTES_MOST} == {}
    assert max(sizes.values()) > FILE_BYTES_MOST / 3


def test_duckdb_reads_lines_and_parquet(read, tmp_path):
    for form in ("releases.jsonl.gz", "records.jsonl.gz", "parquet"):
        (tmp_path / f"all.{form}").write_bytes(read(f"{BULK}/2026-02.{form}").body)

    with duckdb.connect() as database:
        database.execute(f"set file_search_path = '{tmp_path}'")
        lines = database.sql("select ocid, count(*) from 'all.releases.jsonl.gz' group by all")
        records = database.sql(
            "select ocid, compiledRelease.tender.title from 'all.records.jsonl.gz' order by ocid"
        )
        rows = database.sql("select release_id, year(date), tag from 'all.parquet' order by all")

        assert dict(lines.fetchall()) == {**dict.fromkeys(NAMES, 1), NAMES[0]: 2}
        assert records.fetchall()[0] == (NAMES[0], "Jembatan 2")
        assert rows.fetchall()[0] == ("1", 2026, ["tender"])


@pytest.mark.parametrize("form", ["csv.zip", "xlsx"])
def test_flatten_tool_puts_the_tables_together_to_the_compiled_releases(read, tmp_path, form):
    content, place = read(f"{BULK}/2026-02.{form}").body, tmp_path / f"tables.{form}"
    place.write_bytes(content)
    if form == "csv.zip":
        place = tmp_path / "csv"
        zipfile.ZipFile(io.BytesIO(content)).extractall(place)

    flattentool.unflatten(
        str(place),
        input_format="csv" if form == "csv.zip" else "xlsx",
        output_name=str(tmp_path / "out.json"),
        root_list_path="releases",
        root_id="ocid",
        convert_titles=False,
    )

    found = json.loads((tmp_path / "out.json").read_text())["releases"]
    assert sorted(one["ocid"] for one in found) == sorted(NAMES)
    assert {one["tender"]["title"] for one in found if one["ocid"] == NAMES[0]} == {"Jembatan 2"}


def test_amounts_are_numbers_in_the_workbook_and_ids_are_texts(read):
    book = openpyxl.load_workbook(io.BytesIO(read(f"{BULK}/2026-02.xlsx").body))

    rows = list(book["releases"].iter_rows(values_only=True))
    first = dict(zip(rows[0], rows[1], strict=True))

    assert (first["tender/value/amount"], first["tender/id"]) == (12.5, "1")


@pytest.mark.parametrize("form", ["csv.zip", "xlsx"])
def test_libreoffice_opens_the_tables(read, tmp_path, form):
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed; on Debian: apt-get install libreoffice-calc")
    content, place = read(f"{BULK}/2026-02.{form}").body, tmp_path / "releases.xlsx"
    place.write_bytes(content)
    if form == "csv.zip":
        zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path)
        place = tmp_path / "releases.csv"

    subprocess.run(
        [
            office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
            "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false",
            "--outdir", tmp_path / "out", place,
        ],
        check=True, capture_output=True, timeout=110,
    )  # fmt: skip

    lines = (tmp_path / "out" / "releases.csv").read_text("utf-8").splitlines()
    assert len(lines) == 6
    assert lines[1].startswith("ocds-abc123-1,")
