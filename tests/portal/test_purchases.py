"""Purchases are found and told, and a flag shows its work on every page that names it."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest

from pendopo.portal.flagged import cut
from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, publish_table, releases


def words(answer) -> str:
    return " ".join(unescape(answer.body.decode()).split())


def test_purchases_are_listed_with_what_they_can_be_narrowed_by(read):
    text = words(read("/en/purchases/"))

    assert "2 purchases, those told of last first." in text
    assert 'href="/en/purchases/processes/ocds-abc123-1/">Jembatan 1</a>' in text
    assert 'href="/en/purchases/?flag=r018_single_bid"' in text
    assert 'href="/en/purchases/?method=open"' in text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=jembatan+abc123-2", ["ocds-abc123-2"]),
        ("flag=r018_single_bid", ["ocds-abc123-2"]),
        ("method=direct", []),
        ("year=2026&value=9&buyer=ID-1&status=complete", ["ocds-abc123-1", "ocds-abc123-2"]),
    ],
)
def test_a_list_is_narrowed_by_words_facets_and_flags(read, asked, found):
    told = json.loads(read(f"/en/purchases/index.json?{asked}").body)

    assert [one["ocid"] for one in told["purchases"]] == found


@pytest.mark.parametrize("value", ["9999999", "20000", "37", "%C2%B2", "-1"])
def test_a_value_that_no_purchase_has_finds_none(read, value):
    answer = read(f"/en/purchases/?value={value}")

    assert answer.status == 200
    assert 'href="/en/purchases/processes/' not in answer.body.decode()


def test_every_link_of_a_purchase_leads_somewhere(read):
    pages = ("processes/ocds-abc123-2/", "buyers/ID-1/", "suppliers/S1/", "flags/r018_single_bid/")
    found = {
        unescape(href)
        for page in pages
        for href in re.findall(r'href="(/en/[^"#]*)', read(f"/en/purchases/{page}").body.decode())
    }

    assert [href for href in sorted(found) if read(href).status != 200] == []
    assert len(found) > 20


def test_a_flag_that_there_is_not_is_refused(read):
    answer = read("/en/purchases/?flag=r999")

    assert answer.status == 400
    assert "No flag is called r999." in words(answer)


def test_a_purchase_is_told_in_sentences_and_days_and_raises_its_questions(read):
    text = words(read("/en/purchases/processes/ocds-abc123-2/"))

    assert "Dinas Pekerjaan Umum asked firms to bid for “Jembatan 2”." in text
    assert "Firms had 19 days, from 1 October 2026 to 20 October 2026." in text
    assert "1 firm bid." in text
    assert "On 5 November 2026 it was awarded to CV Contoh Karya for 1,250,000,002 IDR." in text
    assert "No payment has been published, or its amount is not told." in text
    assert "Why did only one firm bid where several could?" in text
    assert "held against 1" in text
    assert "A flag is a question, not a verdict." in text
    assert "R018, rule version 1" in text
    assert 'href="/en/registers/contracts/processes/ocds-abc123-2/"' in text


def test_a_flag_tells_its_method_its_thresholds_and_what_it_could_not_compute(read):
    text = words(read("/en/purchases/flags/r031_award_near_estimate/"))

    assert "field tender/value is missing: 100 % (2)" in text
    assert "<code>share</code> <b>0.99</b>" in text
    assert "What it does not mean" in text
    assert "version 1, since 26 November 2026" in text
    assert "-- Reads of contracts: processes (published)." in text


def test_a_threshold_of_the_governments_own_stands_beside_the_default(fresh):
    path = fresh.root / "pendopo.toml"
    own = 'thresholds = ["r003_short_time_to_bid.days = 25"]'
    path.write_text(path.read_text("utf-8").replace("thresholds = []", own), "utf-8")
    read = reader(Programme.open(fresh.root))

    told = words(read("/en/purchases/flags/r003_short_time_to_bid/"))

    assert "set by the government; the default is 15" in told
    assert "with a threshold of the government's own" in words(read("/en/purchases/flags/"))
    page = words(read("/en/purchases/processes/ocds-abc123-1/"))
    assert "Why did bidders have so few days" in page
    assert "<code>days</code> 25 (the default is 15)" in page


def test_a_threshold_counts_from_its_day_and_what_was_computed_before_stays(fresh):
    path, size = fresh.root / "pendopo.toml", fresh.state().size
    own = (
        'thresholds = ["r003_short_time_to_bid.days = 20", '
        '"r003_short_time_to_bid.days = 1 since 2026-11-27"]'
    )
    path.write_text(path.read_text("utf-8").replace("thresholds = []", own), "utf-8")
    programme = Programme.open(fresh.root)
    address = "/en/purchases/flags/r003_short_time_to_bid/"
    before = json.loads(reader(programme)(f"{address}index.json").body)

    programme.heartbeat(FIRST + timedelta(days=12))
    read = reader(programme)
    now, past = (json.loads(read(f"{at}{address}index.json").body) for at in ("", f"/at/{size}"))

    assert (before["raised"], past["raised"], now["raised"]) == (2, 2, 0)
    assert past["thresholds"] == [
        {"name": "days", "used": "20", "default": "15", "set": [{"since": None, "used": "20"}]}
    ]
    assert now["thresholds"][0]["set"][1] == {"since": "2026-11-27", "used": "1"}
    told = words(read(address))
    assert "set by the government; the default is 15" in told
    assert "20 before" in told
    assert "1 since 27 November 2026" in told


def test_a_version_of_a_rule_says_what_it_changed(read):
    text = words(read("/en/purchases/flags/r053_always_together/"))

    assert "version 2, since 27 November 2026 <small" in text
    assert "A firm without an id" in text


def test_how_it_is_computed_is_told_in_the_readers_language(read):
    text = words(read("/id/purchases/flags/r053_always_together/"))

    assert '<div class="prose" lang="id">' in text
    assert "Di bidang usaha yang sempit, semua perusahaannya bertemu dalam setiap tender." in text
    assert "Perusahaan tanpa id dinyatakan tidak diketahui" in text


def test_no_reader_waits_for_flags_that_whoever_published_has_computed(fresh, monkeypatch):
    fresh.flagging.drop_all()
    fresh.follow()
    monkeypatch.setattr("pendopo.published.flags.shelf.compute", lambda *_: 1 / 0)

    pages = ("", "flags/", "processes/ocds-abc123-2/", "buyers/ID-1/", "suppliers/S1/")

    assert [reader(fresh)(f"/en/purchases/{page}").status for page in pages] == [200] * len(pages)


def test_a_reply_that_was_published_stands_beside_its_flag_alone(fresh, tmp_path):
    told = (
        "flag;subject;role;party;says;day\n"
        "r018_single_bid;ocds-abc123-2;buyer;Dinas PU;The bridge lies on an island.;2026-11-21\n"
        "r018_single_bid;ocds-abc123-9;buyer;Dinas PU;Of another.;2026-11-21\n"
    )
    publish_table(
        fresh, tmp_path / "replies.csv", told, 99, dataset="flag-replies", title="Replies"
    )
    read = reader(fresh)

    page = words(read("/en/purchases/processes/ocds-abc123-2/"))

    assert "<p>The bridge lies on an island.</p>" in page
    assert "Reply: Dinas PU (buyer), 2026-11-21" in page
    assert "Of another." not in page
    assert "island" not in words(read("/en/purchases/processes/ocds-abc123-1/"))


def test_each_reply_is_published_alone_and_leaves_those_of_others(fresh, tmp_path):
    head = "reply,flag,subject,role,party,says,day\n"
    row = "{},r018_single_bid,ocds-abc123-2,{},{},{},2026-11-21\n"
    told = [("a0" * 8, "buyer", "Dinas PU", "An island."), ("a1" * 8, "supplier", "CV Jaya", "So.")]
    for number, one in enumerate(told):
        file = tmp_path / f"{number}.csv"
        file.write_text(head + row.format(*one), "utf-8")
        said = Declaration(title="Reply", scope={"reply": one[0]})
        at = FIRST + timedelta(hours=100 + number)
        outcome = fresh.publish([Request(file, "replies", at, said)])
        assert not outcome.stopped, outcome.reports[0].findings
    read = reader(fresh)

    process = json.loads(read("/en/purchases/processes/ocds-abc123-2/index.json").body)
    page = words(read("/en/purchases/flags/r018_single_bid/"))

    [replies] = [one["replies"] for one in process["questions"] if one["replies"]]
    size = fresh.state().size
    assert [(one["says"], one["entry"]) for one in replies] == [
        ("An island.", size - 2), ("So.", size - 1),
    ]  # fmt: skip
    assert "Reply: CV Jaya (supplier), 2026-11-21" in page
    assert "Reply at the desk" not in page


def test_a_visit_stands_on_its_purchase_and_says_whether_anybody_confirmed_it(fresh, tmp_path):
    head = "visit,ocid,seen_on,party,seen,place,placed_by,sha256\n"
    row = "{},ocds-abc123-2,{},Forum,{},By the river,{},{}\n"
    told = [("a0" * 8, "2026-11-20", "Two piers.", "", ""),
            ("a1" * 8, "2026-11-21", "No work.", "officer", "ab" * 32)]  # fmt: skip
    for number, one in enumerate(told):
        file = tmp_path / f"{number}.csv"
        file.write_text(head + row.format(*one), "utf-8")
        said = Declaration(title="Visit", scope={"visit": one[0]})
        at = FIRST + timedelta(hours=100 + number)
        outcome = fresh.publish([Request(file, "visits", at, said)])
        assert not outcome.stopped, outcome.reports[0].findings
    read = reader(fresh)

    page = words(read("/en/purchases/processes/ocds-abc123-2/"))
    facts = json.loads(read("/en/purchases/processes/ocds-abc123-2/index.json").body)

    assert "By the river: unproved: nobody confirmed where it was" in page
    assert "By the river: confirmed by an officer who knows the site" in page
    assert page.index("No work.") < page.index("Two piers.")
    assert [one["placed_by"] for one in facts["visits"]] == ["officer", None]
    assert "Visits to the site" not in words(read("/en/purchases/processes/ocds-abc123-1/"))


def test_who_is_asked_is_led_from_the_flag_to_the_desk_where_there_is_one(fresh):
    path = fresh.root / "pendopo.toml"
    before, mark, desk = path.read_text("utf-8").partition("[desk]")
    own = desk.replace('address = ""', 'address = "https://desk.example.org"', 1)
    path.write_text(before + mark + own, "utf-8")
    read = reader(Programme.open(fresh.root))

    pages = ("flags/r018_single_bid/", "processes/ocds-abc123-2/")
    found = [words(read(f"/en/purchases/{page}")) for page in pages]

    link = "https://desk.example.org/forms/reply/?flag=r018_single_bid&subject=ocds-abc123-2"
    assert [f'href="{link}"' in page for page in found] == [True, True]
    assert all("A supplier has no account there" in page for page in found)
    assert 'href="https://desk.example.org/forms/visit/?ocid=ocds-abc123-2"' in found[1]


def test_what_is_cut_on_a_page_is_told_and_added_up_whole(fresh, tmp_path, monkeypatch):
    package = json.loads(releases())
    [release, _other] = package["releases"]
    payment = {"date": "2026-11-10T00:00:00Z", "value": {"amount": 7, "currency": "IDR"}}
    paid = {"transactions": [payment | {"id": str(i)} for i in range(5)]}
    release["contracts"][0]["implementation"] = paid
    package["releases"] = [release | {"ocid": "ocds-abc123-9", "id": "9-1"}]
    (tmp_path / "paid.json").write_text(json.dumps(package), "utf-8")
    said = Declaration(title="Contracts with payments")
    fresh.publish([Request(tmp_path / "paid.json", "contracts", FIRST + timedelta(hours=99), said)])
    monkeypatch.setattr("pendopo.portal.pages.process.view._EACH", 2)

    text = words(reader(fresh)("/en/purchases/processes/ocds-abc123-9/"))

    assert "35 IDR was paid in 5 payments." in text
    assert "Transactions: 2 of 5 stand here; all are in the record." in text


def test_an_award_that_is_only_proposed_was_not_won(fresh, tmp_path):
    package = json.loads(releases())
    for release in package["releases"]:
        release["awards"][0]["status"] = "pending"
        release |= {"ocid": f"{release['ocid']}9", "contracts": []}
    (tmp_path / "proposed.json").write_text(json.dumps(package), "utf-8")
    said = Declaration(title="Proposed awards")
    at = FIRST + timedelta(hours=99)
    fresh.publish([Request(tmp_path / "proposed.json", "contracts", at, said)])
    read = reader(fresh)

    page = words(read("/en/purchases/processes/ocds-abc123-19/"))
    supplier = json.loads(read("/en/purchases/suppliers/S1/index.json").body)

    assert "An award to CV Contoh Karya for 1,250,000,001 IDR is proposed;" in page
    assert "An award was proposed" in page
    assert "It was awarded" not in page
    assert [one["page"][-15:] for one in supplier["won"]] == ["/ocds-abc123-1/", "/ocds-abc123-2/"]
    assert [one["awards"] for one in supplier["buyers"]] == [2]


def test_questions_of_a_buyer_go_on_over_pages(fresh, monkeypatch):
    path = fresh.root / "pendopo.toml"
    own = 'thresholds = ["r040_supplier_dominates_buyer.least = 2", '
    own += '"r051_concentrated_buyer.least = 2"]'
    path.write_text(path.read_text("utf-8").replace("thresholds = []", own), "utf-8")
    read = reader(Programme.open(fresh.root))
    monkeypatch.setattr("pendopo.portal.pages.buyer.view.EACH", 1)

    first, second = (
        json.loads(read(f"/en/purchases/buyers/ID-1/index.json?page={page}").body)
        for page in (1, 2)
    )

    assert first["list"]["count"] == 2
    assert [one["flag"] for told in (first, second) for one in told["questions"]] == [
        "r040_supplier_dominates_buyer",
        "r051_concentrated_buyer",
    ]
    assert 'href="/en/purchases/buyers/ID-1/?page=2"' in words(read("/en/purchases/buyers/ID-1/"))
    # Who is asked about is named, not written as two ids.
    asked = words(read("/en/purchases/flags/r040_supplier_dominates_buyer/"))
    assert 'href="/en/purchases/buyers/ID-1/">Dinas Pekerjaan Umum</a>' in asked
    assert 'href="/en/purchases/suppliers/S1/">CV Contoh Karya</a>' in asked
    assert "ID-1 | S1" not in asked
    assert "at least 2 (least) awards" in asked


def test_a_list_that_is_cut_says_how_long_it_is():
    assert cut([{"number": 30}] * 25) == "25 of 30 stand here; all are in the record."
    assert cut([{"number": 1}]) == cut([]) == ""


def test_a_buyer_and_a_supplier_have_their_pages(read):
    buyer = words(read("/en/purchases/buyers/ID-1/"))
    supplier = words(read("/en/purchases/suppliers/S1/"))

    assert "2 purchases in this record." in buyer
    assert 'href="/en/purchases/suppliers/S1/">CV Contoh Karya</a>' in buyer
    assert "Share of single bids" in buyer
    assert "<h1>CV Contoh Karya</h1>" in supplier
    assert 'href="/en/purchases/buyers/ID-1/">Dinas Pekerjaan Umum</a>' in supplier


def test_the_list_of_flags_tells_how_many_cannot_be_computed(read):
    told = json.loads(read("/en/purchases/flags/index.json").body)

    [single] = [one for one in told["flags"] if one["name"] == "r018_single_bid"]
    assert (single["looked_at"], single["raised"], single["not_computable"]) == (2, 1, 0)
    [near] = [one for one in told["flags"] if one["name"] == "r031_award_near_estimate"]
    assert near["lacking"] == [{"field": "tender/value", "subjects": 2}]


def test_what_is_not_there_is_not_found(read):
    for address in ("flags/r999/", "processes/x/", "buyers/x/", "suppliers/x/"):
        assert read(f"/en/purchases/{address}").status == 404
    assert read("/at/1/en/purchases/").status == 404
