"""What a stranger stumbled over: numbers, days, sources and words as a citizen reads them."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, releases, settings

# What the module makes once is dear: it is made by one worker, not by each.
pytestmark = pytest.mark.xdist_group("reading")


def words(answer) -> str:
    return " ".join(unescape(answer.body.decode()).split())


@pytest.fixture(scope="module")
def late(tmp_path_factory) -> Programme:
    """Late in the evening in UTC, which is the next morning in Jakarta; contracts in two files."""
    root = tmp_path_factory.mktemp("late")
    at = datetime(2026, 11, 25, 19, 46, tzinfo=UTC)
    programme = Programme.create(root / "hall", settings(), FIRST)
    (root / "villages.csv").write_text("village,year,code\nRejo,2026,999999\n", "utf-8")
    first, later = releases(), releases().replace("-1-1", "-1-2").replace('"1-1"', '"1-2"')
    (root / "one.json").write_text(first, "utf-8")
    (root / "two.json").write_text(later.replace("2026-11-10T", "2026-11-12T"), "utf-8")
    said = Declaration(title="Villages", scope={"dataset": "villages"}, publisher="Kantor Desa")
    for name, register, declaration in (
        ("villages.csv", "datasets", said),
        ("one.json", "contracts", Declaration(title="Contracts, first half")),
        ("two.json", "contracts", Declaration(title="Contracts, second half", description="Two.")),
    ):
        outcome = programme.publish([Request(root / name, register, at, declaration)])
        assert not outcome.stopped, outcome.reports[0].findings
    return programme


@pytest.fixture(scope="module")
def read_late(late):
    return reader(late)


def test_a_whole_number_that_nobody_declared_has_no_marks(read_late):
    text = words(read_late("/en/registers/datasets/villages/"))

    assert ">2026<" in text
    assert ">999999<" in text
    assert "2,026" not in text


def test_a_folded_row_names_every_release_it_was_put_together_from(late, read_late):
    answer = read_late("/en/registers/contracts/processes/ocds-abc123-1/")
    text = words(answer)
    ids = [p.id for p in late.state().publications if p.register == "contracts"]

    assert "All of them, in the order of the log." in text
    for id_, said in zip(ids, ("entry 2, release 1", "entry 3, release 1"), strict=True):
        assert re.search(rf'href="/en/publications/{id_}/">\s*{said}', answer.body.decode()), said
    assert "1-1" in text
    assert "1-2" in text
    assert "10 Nov 2026" in text
    assert "12 Nov 2026" in text
    assert "Release in the file" in text


def test_another_process_is_no_source_of_this_one(read_late):
    text = words(read_late("/en/registers/contracts/contracts/ocds-abc123-2~C1/"))

    assert text.count("release 2 </a>") == 2
    assert "release 1 </a>" not in text


def test_rows_of_a_table_file_are_rows(read_late):
    assert "entry 1, row 2" in words(read_late("/en/registers/datasets/villages/"))
    assert "entry 3, release 1" in words(read_late("/en/registers/contracts/processes/"))


def test_the_log_says_what_was_measured_and_leads_to_it(read, hall):
    answer = read("/en/log/")
    text = answer.body.decode()
    entry, measurement = next(
        one for one in hall.measurements(hall.state()) if one[1].indicator == "single_bid_share"
    )
    c = entry.leaf.objects[0].c

    assert "single bidder? <b>50 of 100</b>" in words(answer)
    assert "as of 20 November 2026" in words(answer)
    for address in (
        f"/pub/{entry.leaf.id}/entry.json",
        f"/pub/{entry.leaf.id}/receipt.tlog-proof",
        f"/objects/{c[:2]}/{c}",
    ):
        assert f'href="{address}"' in text
        assert read(address).status == 200
    assert json.loads(read(f"/objects/{c[:2]}/{c}").body)["value"] == measurement.value


def test_a_share_is_written_in_the_readers_language(read):
    assert "<b>50 <small>dari 100</small></b>" in words(read("/id/"))


def test_a_stacked_table_is_sorted_by_a_form_that_keeps_the_filters(read):
    address = "/en/registers/datasets/roads/?method=tender&sort=-cost"
    text = " ".join(read(address).body.decode().split())
    form = re.search(r'<form class="ranges ranges--line ranges--stacked".*?</form>', text)

    assert form is not None
    assert '<option value="-cost" selected> Cost, falling </option>' in form[0]
    assert '<option value="begun" > Begun, rising </option>' in form[0]
    assert '<input type="hidden" name="method" value="tender">' in form[0]
    assert 'type="hidden" name="sort"' not in form[0]


def test_a_day_is_the_day_where_the_government_is(late, read_late):
    size = late.state().size
    past, today = words(read_late(f"/at/{size - 1}/en/")), words(read_late("/en/"))

    assert "as of 26 November 2026" in past
    assert 'max="2026-11-26"' in today
    assert "26 November 2026" in today
    assert "25 November 2026" not in past + today
    assert read_late("/en/?as-of=2026-11-26").headers["Location"] == f"/at/{size}/en/"


def test_a_day_of_an_error_page_is_there_too(read_late):
    assert 'max="2026-11-26"' in words(read_late("/en/nothing/"))


def test_an_amount_stands_with_its_currency(read):
    text = words(read("/en/registers/contracts/contracts/"))

    assert '1,250,000,002 <span class="soft">IDR</span>' in text
    assert "in the currency beside it</small>" not in text
    row = words(read("/en/registers/contracts/processes/ocds-abc123-2/"))
    assert '<span class="soft">IDR</span>' in row
    assert "in the currency beside it</span>" not in row


@pytest.mark.parametrize("page", ["verify/", "log/", "publications/{id}/"])
def test_a_page_that_says_pendopo_says_where_it_comes_from(read, ids, page):
    text = words(read("/en/" + page.format(id=ids[0])))

    assert "pendopo verify http" in text
    assert "pip install pendopo" not in text
    assert 'href="/en/verify/#install"' in text or "pip install ./pendopo" in text


def test_an_error_page_leads_back_and_to_pages_that_exist(read):
    table = "/en/registers/datasets/roads/"
    refused = " ".join(read(f"{table}?colour=red").body.decode().split())
    past = read("/at/3/en/registers/datasets/roads/?colour=red").body.decode()

    assert f'<a href="{table}">This page without the question</a>' in refused
    assert 'href="/at/3/en/registers/datasets/roads/">This page without' in past
    for text in (refused, past, read("/en/nothing/?x=1").body.decode()):
        for address in re.findall(r'href="(/[^"#]*)"', text):
            assert read(unescape(address)).status == 200, address
    assert "without the question" not in read("/en/nothing/?x=1").body.decode()


def test_a_page_refused_without_an_address_of_its_own_leads_home(read):
    assert 'href="/en/">This page without' in read("/en/?as-of=yesterday").body.decode()


def test_versions_are_counted_and_the_strip_above_buttons_is_apart(read, ids):
    text = words(read(f"/en/publications/{ids[0]}/"))

    assert "This is version 1 of 2." in text
    assert "Version 1 of 2, this one" in text
    assert re.search(rf'href="/en/publications/{ids[1]}/"> Version 2 of 2 </a>', text)
    assert "Nothing was found." in text
    assert "No warning." not in text
    assert "No warning." in words(read(f"/en/publications/{ids[2]}/"))


def test_a_version_is_listed_with_its_note(tmp_path):
    programme = Programme.create(tmp_path / "hall", settings(), FIRST)
    for hours, note in ((1, ""), (2, "The cost of R2 was wrong.")):
        file = tmp_path / "roads.csv"
        file.write_text(f"road,cost\nR2,{hours}\n", "utf-8")
        said = Declaration(title="Roads", scope={"dataset": "roads"}, note=note)
        at = FIRST + timedelta(hours=hours)
        assert not programme.publish([Request(file, "datasets", at, said)]).stopped
    first = programme.state().publications[0]

    text = words(reader(programme)(f"/en/publications/{first.id}/"))

    assert "entry 2 </span> The cost of R2 was wrong." in text


def test_a_change_of_rows_alone_counts_in_plural_forms(tmp_path):
    programme = Programme.create(tmp_path / "hall", settings(), FIRST)
    for hours, rows in ((1, "R1,5\n"), (2, "R1,5\nR2,6\n")):
        file = tmp_path / "roads.csv"
        file.write_text(f"road,cost\n{rows}", "utf-8")
        said = Declaration(title="Roads", scope={"dataset": "roads"})
        at = FIRST + timedelta(hours=hours)
        assert not programme.publish([Request(file, "datasets", at, said)]).stopped
    second = programme.state().publications[1]

    text = words(reader(programme)(f"/en/publications/{second.id}/"))

    assert "no cell changed. 1 row new, 0 rows gone." in text


def test_a_state_at_its_address_says_so_and_where_its_root_is_signed(read, hall):
    size = hall.state().size
    text = words(read(f"/at/{size}/en/"))

    assert "at its address for good" in text
    assert "past day" not in text
    assert f'href="/log/history/{size}.checkpoint"' in text
    assert read(f"/log/history/{size}.checkpoint").status == 200
