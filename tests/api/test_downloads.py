"""Downloads are not sent twice, go on where they ended, and hold the same rows in every form."""

import io
import json
from urllib.parse import urlsplit

import openpyxl
import pyarrow.parquet as pq
import pytest

FORMS = ("csv", "json", "parquet", "xlsx")


def following(answer):
    """The address that the answer's Link names, without scheme and host."""
    found = answer.headers.get("Link", "")
    if not found:
        return ""
    parts = urlsplit(found.removeprefix("<").removesuffix('>; rel="next"'))
    return f"{parts.path}?{parts.query}"


@pytest.mark.parametrize("form", FORMS)
def test_whoever_has_it_already_is_not_sent_it_again(read, form):
    first = read(f"/data/datasets/roads.{form}?method=direct")
    tag = first.headers["ETag"]

    again = read(f"/data/datasets/roads.{form}?method=direct", HTTP_IF_NONE_MATCH=f"W/{tag}")
    other = read(f"/data/datasets/roads.{form}?method=tender", HTTP_IF_NONE_MATCH=tag)
    past = read(f"/at/2/data/datasets/roads.{form}?method=direct", HTTP_IF_NONE_MATCH=tag)

    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
    assert (other.status, past.status) == (200, 200)


def test_a_packed_answer_is_not_sent_again_either(read):
    first = read("/data/datasets/roads.csv", HTTP_ACCEPT_ENCODING="gzip")

    again = read(
        "/data/datasets/roads.csv",
        HTTP_ACCEPT_ENCODING="gzip",
        HTTP_IF_NONE_MATCH=first.headers["ETag"],
    )

    assert first.headers["Content-Encoding"] == "gzip"
    assert again.status == 304


@pytest.mark.parametrize("sort", ["", "sort=-cost&", "sort=method&"])
def test_following_the_next_address_reads_every_row_once(read, sort):
    address, roads, answers = f"/data/datasets/roads.json?{sort}limit=7", [], 0

    while address:
        answer = read(address)
        roads += [row["road"] for row in json.loads(answer.body)]
        address = following(answer)
        answers += 1

    whole = json.loads(read(f"/data/datasets/roads.json?{sort}").body)
    assert roads == [row["road"] for row in whole]
    assert answers == 9


def test_the_next_rows_are_those_of_the_same_state(read):
    first = read("/data/datasets/roads.json?limit=7")

    following_ = read(following(first))

    assert following_.headers["Cache-Control"] == "public, max-age=3600"


def test_parts_of_a_parquet_file_are_those_of_the_whole(read):
    whole = read("/data/datasets/roads.parquet").body

    half = len(whole) // 2
    parts = [
        read("/data/datasets/roads.parquet", HTTP_RANGE=asked).body
        for asked in (f"bytes=0-{half - 1}", f"bytes={half}-")
    ]

    assert b"".join(parts) == whole
    assert pq.read_table(io.BytesIO(whole)).num_rows == 61


def test_a_part_of_another_file_than_the_asker_has_begun_is_not_sent(read):
    answer = read("/data/datasets/roads.parquet", HTTP_RANGE="bytes=0-3", HTTP_IF_RANGE='"old"')

    assert answer.status == 200


def test_the_workbook_holds_the_rows_of_the_csv(read):
    book = openpyxl.load_workbook(io.BytesIO(read("/data/datasets/roads.xlsx?sort=-road").body))
    lines = read("/data/datasets/roads.csv?sort=-road").body.decode().splitlines()

    rows = [[cell.value for cell in row] for row in book["rows"].iter_rows()]
    about = {row[0].value: row[1].value for row in book["about"].iter_rows(max_row=6)}

    assert [row[2] for row in rows] == [line.split(",")[2] for line in lines]
    assert about["address"] == "http://127.0.0.1/at/8/data/datasets/roads"
    assert about["question"] == "sort=-road"


def test_each_table_of_a_register_has_a_parquet_file_of_its_own(read):
    processes, awards = (
        pq.read_schema(io.BytesIO(read(f"/data/contracts/{name}.parquet").body)).names
        for name in ("processes", "awards")
    )

    assert "award_id" in awards
    assert "award_id" not in processes
