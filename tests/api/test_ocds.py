"""Open contracting as programs ask for it: packages, lists without a gap, and others' tools."""

import gzip
import json
import shutil
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

import flattentool
import ocdsmerge
import pytest

from pendopo.programme.programme import Programme
from pendopo.standards.ocds.check import package_faults, schema_faults, versioned_faults
from pendopo.standards.ocds.facts import release_schema
from pendopo.standards.ocds.reading import Package
from tests.api.contracting import BIDS, ODD, package, publish, release
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, settings

# What the module makes once is dear: it is made by one worker, not by each.
pytestmark = pytest.mark.xdist_group("ocds-api")


BULK = "/data/contracts/bulk"


@pytest.fixture
def read(contracting):
    return reader(contracting)


def walk(read, address, name="releases"):
    """Follow links.next; give what stood in all packages, and where what comes later will be."""
    found = []
    while True:
        answer = json.loads(read(address).body)
        found += answer[name]
        links = answer["links"]
        if "next" not in links:
            return found, path_of(links["since"])
        address = path_of(links["next"])


def path_of(address):
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def named(releases):
    return [(one["ocid"], one["id"]) for one in releases]


def test_a_package_of_a_process_is_as_the_standard_has_it(read):
    answer = read("/api/ocds/releases/ocds-abc123-1")

    found = json.loads(answer.body)

    assert found.pop("releases") == [
        release("ocds-abc123-1", 1),
        release("ocds-abc123-1", 2, amount=12.5),
    ]
    assert found == {
        "uri": "http://127.0.0.1/at/4/api/ocds/releases/ocds-abc123-1",
        "version": "1.1",
        "extensions": [BIDS],
        "publishedDate": "2026-11-18T05:00:00Z",
        "publisher": {"name": "Dinas Kominfo"},
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "publicationPolicy": "http://127.0.0.1/id/about/",
    }
    assert list(package_faults(Package("releases", found), "1.1")) == []


def test_every_digit_is_served_as_it_was_published(read):
    assert b'"amount":12.5}' in read("/api/ocds/releases/ocds-abc123-1").body


def test_a_release_has_an_address_whatever_its_name_holds(read):
    one = json.loads(read("/api/ocds/releases/ocds-abc123-1/2").body)
    odd = json.loads(read(f"/api/ocds/releases/{ODD}/1/a").body)
    whole = json.loads(read(f"/api/ocds/releases/{ODD}").body)

    assert named(one["releases"]) == [("ocds-abc123-1", "2")]
    assert named(odd["releases"]) == named(whole["releases"]) == [(ODD, "1/a")]
    assert read("/api/ocds/releases/ocds-abc123-1/9").status == 404


def test_a_name_of_many_slashes_is_not_looked_up_at_each_of_them(read, contracting, monkeypatch):
    looked = []
    monkeypatch.setattr(
        type(contracting.contracting), "process", lambda *asked: looked.append(asked)
    )

    answer = read("/api/ocds/releases" + "/a" * 1_000)

    assert answer.status == 404
    assert len(looked) < 5  # each reading asks once
    assert "at most 32 slashes" in json.loads(answer.body)["detail"]
    assert read("/api/ocds/releases" + "/a" * 10_000).status == 414


def test_a_record_holds_what_the_reference_merge_gives(read):
    [record] = json.loads(read("/api/ocds/records/ocds-abc123-1?versioned=yes").body)["records"]

    merger = ocdsmerge.Merger(json.loads(json.dumps(release_schema())))
    assert record["compiledRelease"] == merger.create_compiled_release(record["releases"])
    assert record["versionedRelease"] == merger.create_versioned_release(record["releases"])
    assert list(versioned_faults(record["versionedRelease"])) == []
    assert list(schema_faults(record["compiledRelease"])) == []


def test_linked_releases_lead_to_the_releases(read):
    [record] = json.loads(read(f"/api/ocds/records/{ODD}?releases=linked").body)["records"]

    [link] = record["releases"]
    there = json.loads(read(urlsplit(link["url"]).path.replace("%2F", "/")).body)

    assert link == {"url": link["url"], "date": "2026-02-05T00:00:00Z", "tag": ["tender"]}
    assert named(there["releases"]) == [(ODD, "1/a")]


def test_a_timeline_says_what_stood_and_until_when(read):
    told = json.loads(read("/api/ocds/timeline/ocds-abc123-1").body)

    titles = [(one["value"], one["until"]) for one in told if one["pointer"] == "/tender/title"]

    assert titles == [("Jembatan 1", "2026-03-05T00:00:00Z"), ("Jembatan 2", None)]


@pytest.mark.parametrize("limit", [1, 2, 5, 100])
def test_a_list_gives_every_release_once_in_the_order_of_the_log(read, limit):
    releases, _later = walk(read, f"/api/ocds/releases?limit={limit}")

    names = [f"ocds-abc123-{number}" for number in range(1, 5)]
    assert named(releases) == [*((name, "1") for name in names), (ODD, "1/a"), (names[0], "2")]


def test_who_keeps_a_copy_is_told_what_came_and_what_was_withdrawn(read):
    came, _ = walk(read, "/api/ocds/releases?since=3")
    changed, _ = walk(read, "/api/ocds/records?since=3&limit=1", "records")
    gone = json.loads(read("/api/ocds/withdrawn?since=3").body)

    assert named(came) == [("ocds-abc123-1", "2")]
    assert [one["ocid"] for one in changed] == ["ocds-abc123-1", ODD]
    assert gone == [{"ocid": ODD, "id": "2/a"}]
    assert json.loads(read("/api/ocds/withdrawn?since=4").body) == []


def test_a_moment_is_a_place_in_the_log_too(read):
    by_moment, _ = walk(read, "/api/ocds/releases?since=2026-11-18T05:00:00Z")
    assert len(walk(read, "/api/ocds/releases?since=0999-01-01T00:00:00Z")[0]) == 6

    assert named(by_moment) == [("ocds-abc123-1", "2")]


def test_a_past_state_says_what_it_said_then(read):
    then, _ = walk(read, "/at/3/api/ocds/releases")
    now, _ = walk(read, "/api/ocds/releases")

    assert (len(then), len(now)) == (7, 6)
    assert (ODD, "2/a") in named(then)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/api/ocds/releases?limit=0", "from 1 to 1000"),
        ("/api/ocds/releases?since=yesterday", "a size of the log"),
        ("/api/ocds/releases?cursor=x", "links.next"),
        ("/api/ocds/records?releases=some", "embedded or linked"),
        ("/api/ocds/releases?page=2", "since, cursor, limit"),
    ],
)
def test_what_cannot_be_asked_is_said_with_what_to_write(read, address, words):
    answer = read(address)

    assert answer.status == 400
    assert words in json.loads(answer.body)["detail"]


def test_a_null_character_is_left_out_and_what_only_looks_like_one_stays(read):
    [found] = json.loads(read("/api/ocds/releases/ocds-abc123-3").body)["releases"]

    assert found["tender"]["title"] == "ab \\u0000"


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """A programme of four files, two of which were published while a client walked.

    :returns: it, what each walk gave, and what all are called
    """
    made = Programme.create(tmp_path_factory.mktemp("grown") / "hall", settings(), FIRST)
    count, each = 4, 7
    files = [
        package(*(release(f"ocds-abc123-{file}-{n}", 1) for n in range(each)))
        for file in range(count)
    ]
    publish(made, 1, files[0])

    def write():
        # Its own programme, as another process has it.
        other = Programme.open(made.root)
        publish(other, 2, files[1])
        publish(other, 3, *files[2:])

    read, walks, address = reader(made), [], "/api/ocds/releases?limit=3"
    writer = threading.Thread(target=write)
    writer.start()
    running = True
    while running:
        running = writer.is_alive()
        more, address = walk(read, address)
        address += "&limit=3"
        walks.append(named(more))
    writer.join()
    names = {(f"ocds-abc123-{file}-{n}", "1") for file in range(count) for n in range(each)}
    return made, [one for one in walks if one], names


def test_nothing_is_missed_or_repeated_while_others_publish(grown):
    _, walks, names = grown

    found = list(chain(*walks))

    assert len(walks) > 1
    assert len(found) == len(set(found))
    assert set(found) == names


def test_what_is_published_while_a_page_is_made_comes_with_what_is_asked_for_later(
    tmp_path, monkeypatch
):
    made = Programme.create(tmp_path / "hall", settings(), FIRST)
    publish(made, 1, package(release("ocds-abc123-1", 1)))
    page, waiting = type(made.contracting).page, [package(release("ocds-abc123-2", 1))]

    def slowly(*asked):
        found = page(*asked)
        if waiting:
            publish(Programme.open(made.root), 2, waiting.pop())
        return found

    monkeypatch.setattr(type(made.contracting), "page", slowly)
    read = reader(made)

    came, address = walk(read, "/api/ocds/releases")
    later, _ = walk(read, address)

    assert named(came) == [("ocds-abc123-1", "1")]
    assert named(later) == [("ocds-abc123-2", "1")]


def test_what_is_held_is_told_nowhere_whatever_state_is_asked_for(grown):
    made, _, names = grown
    read = reader(made)
    ocid = "ocds-abc123-1-0"
    asked = [f"/api/ocds/records/{ocid}", f"/at/3/api/ocds/releases/{ocid}"]
    assert {read(address).status for address in asked} == {200}
    held = made.state().publications[1]

    made.withdrawing.hold([held.id], "COURT-ORDER", (), lambda: FIRST + timedelta(hours=9))

    assert {read(address).status for address in asked} == {404}
    releases, _later = walk(read, "/api/ocds/releases")
    assert {one for one in names if one[0].startswith("ocds-abc123-1-")}.isdisjoint(named(releases))
    assert ocid.encode() not in read("/api/ocds/withdrawn?since=3").body
    lines = gzip.decompress(read(f"{BULK}/2026-02.releases.jsonl.gz").body)
    assert len(lines.splitlines()) == len(releases) == 21


def run(tool, *words, given):
    found = Path(sys.executable).with_name(tool)
    if not found.exists():
        pytest.skip(f"{tool} is not installed; make setup")
    return subprocess.run(
        [found, *words], input=given, capture_output=True, timeout=60, check=True
    ).stdout


def test_ocdskit_merges_what_is_served_to_what_is_served(read, tmp_path):
    schema = tmp_path / "schema"  # else it is fetched
    schema.write_text(json.dumps(release_schema()))
    releases, records = read("/api/ocds/releases").body, read("/api/ocds/records").body

    merged = run("ocdskit", "compile", "--schema", schema, given=releases)

    ours = {one["ocid"]: one["compiledRelease"] for one in json.loads(records)["records"]}
    assert {one["ocid"]: one for one in map(json.loads, merged.splitlines())} == ours


def test_ocdskit_knows_the_form_of_what_is_served(read, tmp_path):
    forms = {
        "/api/ocds/releases": "release package",
        "/api/ocds/records": "record package",
        "/api/ocds/releases/ocds-abc123-1/2": "release package",
        f"{BULK}/2026-02.releases.jsonl.gz": "concatenated JSON, starting with release",
        f"{BULK}/2026-02.records.jsonl.gz": "concatenated JSON, starting with record",
    }
    files = [tmp_path / str(number) for number in range(len(forms))]
    for address, file in zip(forms, files, strict=True):
        content = read(address).body
        file.write_bytes(gzip.decompress(content) if address.endswith(".gz") else content)

    told = run("ocdskit", "detect-format", *files, given=b"").decode().splitlines()

    assert told == [f"{file}: {form}" for file, form in zip(files, forms.values(), strict=True)]


def test_flatten_tool_reads_what_is_served(read, tmp_path):
    (tmp_path / "releases.json").write_bytes(read("/api/ocds/releases").body)

    flattentool.flatten(
        str(tmp_path / "releases.json"),
        root_list_path="releases",
        main_sheet_name="releases",
        root_id="ocid",
        output_format="csv",
        output_name=str(tmp_path / "flat"),
    )

    lines = (tmp_path / "flat" / "releases.csv").read_text().splitlines()
    assert len(lines) == 7


def test_what_is_held_is_in_no_process_of_any_state_until_it_is_back(contracting, tmp_path):
    shutil.copytree(contracting.root, tmp_path / "hall")
    programme = Programme.open(tmp_path / "hall")
    ask = reader(programme)
    before = ask("/api/ocds/releases/ocds-abc123-2").status
    past = ask("/at/2/api/ocds/releases/ocds-abc123-2").status
    at = datetime.fromisoformat(programme.state().time)
    first = programme.state().publications[0].id

    programme.withdrawing.hold([first], "COURT-ORDER", (), lambda: at)
    held = [ask(f"{at}/api/ocds/releases/ocds-abc123-2").status for at in ("", "/at/2")]
    size = programme.state().size
    came = walk(ask, f"/api/ocds/releases?since={size}")[0]
    programme.heartbeat(at + timedelta(hours=73))

    assert (before, past, held) == (200, 200, [404, 404])
    assert ask("/api/ocds/releases/ocds-abc123-2").status == 200
    # Who asked meanwhile is told of it when it is back, whatever entry it is of.
    back, _ = walk(ask, f"/api/ocds/releases?since={size}&limit=2")
    records, _ = walk(ask, f"/api/ocds/records?since={size}&limit=2", "records")
    assert came == []
    assert named(back) == [*((f"ocds-abc123-{n}", "1") for n in range(1, 5)), (ODD, "1/a")]
    assert [one["ocid"] for one in records] == [one["ocid"] for one in back]
    assert walk(ask, f"/api/ocds/releases?since={size + 1}")[0] == []
