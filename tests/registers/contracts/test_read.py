"""A stream of OCDS in; rows of releases and what is wrong with them out."""

import json
from pathlib import Path

import pytest

from pendopo.registers.contracts import REGISTER, faults, schema_findings
from pendopo.registers.contracts.flat import NO_OCID_COLUMN
from pendopo.registers.contracts.tables import RELEASED
from pendopo.standards.ocds.double import parse_written
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.register import Source

PACKAGE = {
    "uri": "https://contoh.example/1.json",
    "version": "1.1",
    "publisher": {"name": "Contoh"},
    "publishedDate": "2026-06-30T17:00:00+07:00",
}


def packed(*releases):
    return PACKAGE | {"releases": list(releases)}


def lines_of(rows):
    return [row["line"] for row in rows]


def test_each_release_is_a_row_with_its_position(reading, a_release):
    first = a_release(buyer={"id": "U1", "name": "Public works"}, tag=["tender", "award"])

    read = reading(packed(first, a_release(id="2")))

    assert read.findings == []
    assert read.rows("releases") == [
        {
            "line": 1,
            "ocid": "ocds-abc123-1",
            "release_id": "1",
            "date": "2026-03-02T02:00:00Z",
            "tag": "tender, award",
            "buyer_id": "U1",
            "buyer_name": "Public works",
            "json": json.dumps(first, separators=(",", ":")),
            "zone": None,
            "home_currency": None,
            "extensions": None,
        },
        {
            "line": 2,
            "ocid": "ocds-abc123-1",
            "release_id": "2",
            "date": "2026-03-02T02:00:00Z",
            "tag": "tender",
            "buyer_id": None,
            "buyer_name": None,
            "json": json.dumps(a_release(id="2"), separators=(",", ":")),
            "zone": None,
            "home_currency": None,
            "extensions": None,
        },
    ]


def test_tenders_awards_and_contracts_have_tables_of_their_own(reading, a_release):
    read = reading(
        a_release(
            tender={
                "id": "T1",
                "title": "A bridge",
                "status": "active",
                "procurementMethod": "open",
                "mainProcurementCategory": "works",
                "value": {"amount": 1250000, "currency": "IDR"},
                "tenderPeriod": {
                    "startDate": "2026-03-02T03:00:00+07:00",
                    "endDate": "2026-03-16T15:00:00.5+07:00",
                },
                "numberOfTenderers": 3,
            },
            awards=[
                {
                    "id": "A1",
                    "status": "active",
                    "date": "2026-03-30T03:00:00+07:00",
                    "value": {"amount": 5, "currency": "IDR"},
                    "suppliers": [{"id": "S1", "name": "x"}, {"id": "S2", "name": "y"}],
                }
            ],
            contracts=[
                {
                    "id": 7,
                    "awardID": "A1",
                    "status": "active",
                    "dateSigned": "2026-04-06T10:00:00+07:00",
                    "period": {"startDate": "2026-04-13T00:00:00+07:00"},
                    "value": {"amount": 4, "currency": "IDR"},
                }
            ],
        )
    )

    [tender], [award], [contract] = (read.rows(name) for name in ("tenders", "awards", "contracts"))
    assert tender == {
        "line": 1,
        "ocid": "ocds-abc123-1",
        "release_id": "1",
        "tender_id": "T1",
        "title": "A bridge",
        "status": "active",
        "method": "open",
        "category": "works",
        "amount": "1250000",
        "currency": "IDR",
        "opened": "2026-03-02",
        "period_start": "2026-03-01T20:00:00Z",
        "period_end": "2026-03-16T08:00:00.500000Z",
        "tenderers": "3",
    }
    assert award == {
        "line": 1,
        "ocid": "ocds-abc123-1",
        "release_id": "1",
        "award_id": "A1",
        "status": "active",
        "date": "2026-03-30",
        "amount": "5",
        "currency": "IDR",
        "suppliers": "2",
    }
    assert contract == {
        "line": 1,
        "ocid": "ocds-abc123-1",
        "release_id": "1",
        "contract_id": "7",
        "award_id": "A1",
        "status": "active",
        "signed": "2026-04-06",
        "period_start": "2026-04-12T17:00:00Z",
        "period_end": None,
        "amount": "4",
        "currency": "IDR",
    }


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        (b"1250000.50", "1250000.5"),
        (b"0.1", "0.1"),
        (b"1.5E6", "1500000"),
        (b"-0.0", "-0"),
        (b"273700000000000000.01", "273700000000000000.01"),
        (b"0.30000000000000004", "0.30000000000000004"),
        (b"true", None),
        (b'"1.250"', None),
        (b"null", None),
        (b"[1]", None),
    ],
)
def test_an_amount_keeps_every_digit_and_only_a_number_is_one(reading, a_release, written, amount):
    text = json.dumps(a_release(tender={"id": "1", "value": {"amount": "AMOUNT"}})).encode()

    read = reading(text.replace(b'"AMOUNT"', written))

    [tender] = read.rows("tenders")
    assert tender["amount"] == amount


@pytest.mark.parametrize("written", [b"1e18", b"-1234567890123456789", b"1e-21"])
def test_an_amount_beyond_a_column_is_reported_and_left_empty(reading, a_release, written):
    text = json.dumps(a_release(awards=[{"id": "1", "value": {"amount": "AMOUNT"}}])).encode()

    read = reading(text.replace(b'"AMOUNT"', written))

    [finding] = read.findings
    assert (finding.rule, finding.weight) == ("amount_can_be_held", Weight.WARN)
    assert finding.values == {"pointer": "/awards/*/value/amount"}
    assert read.rows("awards")[0]["amount"] is None


def test_a_number_beyond_all_counting_is_not_read_as_infinity(reading):
    read = reading(b'{"ocid": "ocds-abc123-1", "x": 1e999999}')

    assert read.rules() == ["file_is_json"]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(b"0", "0"), (b"2.0", "2"), (b"-1", None), (b"1.5", None), (b"1e19", None)],
)
def test_a_count_is_a_whole_number_that_is_not_negative(reading, a_release, count, expected):
    text = json.dumps(a_release(tender={"id": "1", "numberOfTenderers": "COUNT"})).encode()

    read = reading(text.replace(b'"COUNT"', count))

    assert read.rows("tenders")[0]["tenderers"] == expected


FORMS = ["package", "records", "list", "lines", "packages by line", "one line", "mark"]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_rows(reading, a_release, form):
    one, two = a_release(), a_release(id="2")
    lines = [json.dumps(one), json.dumps(two)]
    document = {
        "package": json.dumps(packed(one, two), indent=2),
        "records": json.dumps(PACKAGE | {"records": [{"releases": [one]}, {"releases": [two]}]}),
        "list": json.dumps([one, two], indent=1),
        "lines": "\n".join(lines),
        "packages by line": "\n".join(json.dumps(packed(x)) for x in (one, two)) + "\n\n",
        "one line": json.dumps([one, two]),
        "mark": "\ufeff" + json.dumps([one, two]),
    }[form]

    read = reading(document.encode())

    assert read.findings == []
    assert [(row["line"], row["release_id"]) for row in read.rows("releases")] == [
        (1, "1"),
        (2, "2"),
    ]


@pytest.mark.parametrize("amount", ["1250000.5", "0.07", "1250000.50", "7", "7.0", "1e18", "-0.0"])
def test_a_line_is_read_the_same_however_it_was_written(reading, a_release, amount):
    told = a_release(
        buyer={"id": 7, "name": "Dinas é"},
        tender={"id": "T", "value": {"amount": "A", "currency": "IDR"}, "numberOfTenderers": 2.0},
        awards=[{"id": "A", "value": {"amount": "A"}, "date": "2026-03-05"}],
        contracts=[{"id": "C", "awardID": "A", "value": {"amount": "A"}, "title": ""}],
    )
    wide = json.dumps(told).replace('"A"', amount)
    packed = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace('"A"', amount)

    one, other = (
        reading("\n".join([text] * 3).encode(), "releases.jsonl") for text in (wide, packed)
    )

    assert one.findings == other.findings
    assert [batch.batch for batch in one.batches] == [batch.batch for batch in other.batches]
    assert other.rows("releases")[1]["json"] == other.rows("releases")[0]["json"]


ODD = [
    {"buyer": {"id": 7, "name": "Dinas é"}},
    {"buyer": {}},
    {"tender": {"id": "T", "value": {"amount": 1250000.5, "currency": "IDR"}, "title": "a\\b"}},
    {"tender": {"title": "Jalan", "id": "T", "value": {"amount": 10.0}}},
    {"tender": {"id": "T", "value": {"amount": 1e18}, "status": None}},
    {"tender": {"id": "T", "tenderPeriod": {"endDate": "2026-03-09"}, "numberOfTenderers": 2}},
    {"awards": [{"id": "A", "date": "2026-03-05", "suppliers": [{"id": "7"}, {"id": "8"}]}]},
    {"contracts": [{"id": "C", "awardID": "A", "value": {"amount": 12345678901234.25}}]},
    {"language": "id"},
    {"kodeSatker": "1234567890123456"},
    {"tag": []},
    {"date": "2026-03-05"},
]


def test_a_release_gives_the_same_rows_once_its_shape_is_known(reading, a_release):
    several = [
        a_release(id=str(number))
        | ODD[number % len(ODD)]
        | ODD[number // len(ODD) % len(ODD)]
        | {"parties": [{"id": "7", "name": "CV"}]}
        for number in range(4 * len(ODD) ** 2)
    ]
    wide = "\n".join(map(json.dumps, several))
    packed = "\n".join(
        json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in several
    )

    one, other = (reading(text.encode(), "releases.jsonl") for text in (wide, packed))

    assert [batch.batch for batch in one.batches] == [batch.batch for batch in other.batches]
    assert one.findings == other.findings


def test_most_lines_of_a_large_file_are_not_taken_apart(reading, a_release, monkeypatch):
    looked_at = []

    def counted(raw):
        looked_at.append(raw)
        return parse_written(raw)

    monkeypatch.setattr("pendopo.standards.ocds.reading.parse_written", counted)
    line = json.dumps(a_release(buyer={"id": "7"}), separators=(",", ":"))

    read = reading("\n".join([line] * 500).encode(), "releases.jsonl")

    assert len(looked_at) < 30
    assert [row["buyer_id"] for row in read.rows("releases")] == ["7"] * 500


def test_a_name_that_stands_twice_on_a_line_is_told_of_each_line(reading, a_release):
    line = json.dumps(a_release(), separators=(",", ":"))[:-1] + ',"language":"id","language":"en"}'

    read = reading("\n".join([line] * 3).encode(), "releases.jsonl")

    first = read.findings[0]
    assert (first.rule, first.lines) == ("name_stands_once", (1, 2, 3))


def test_a_broken_line_is_named_by_its_number_and_the_others_are_read(reading, a_release):
    lines = [json.dumps(a_release()), "", '{"ocid": oh', json.dumps(a_release(id="2")), "{"]

    read = reading("\n".join(lines).encode(), "releases.jsonl")

    [finding] = read.findings
    assert (finding.rule, finding.weight) == ("file_is_json", Weight.STOP)
    assert (finding.lines, finding.count) == ((3, 5), 2)
    assert finding.sentence() == "The file is not JSON: at line 3, column 10 stands oh."
    assert lines_of(read.rows("releases")) == [1, 2]


def test_a_broken_first_line_counts_when_the_name_says_lines(reading, a_release):
    lines = ['{"ocid":', json.dumps(a_release())]

    read = reading("\n".join(lines).encode(), "RELEASES.NDJSON")

    [finding] = read.findings
    assert finding.lines == (1,)
    assert finding.sentence() == "The file is not JSON: it ends too early, at line 1, column 9."
    assert len(read.rows("releases")) == 1


def test_an_empty_first_line_does_no_harm_in_lines(reading, a_release):
    read = reading(b"\n" + json.dumps(a_release()).encode(), "releases.jsonl")

    assert read.findings == []
    assert len(read.rows("releases")) == 1


def test_a_document_that_breaks_is_named_with_its_place(reading):
    read = reading(b'{\n  "releases": [\n    {"ocid" 1}\n  ]\n}')

    [finding] = read.findings
    assert finding.sentence() == "The file is not JSON: at line 3, column 13 stands 1}."
    assert finding.lines == (3,)
    assert finding.write


@pytest.mark.parametrize("document", [b"", b" \n", b"{"])
def test_an_empty_file_ends_too_early(reading, document):
    read = reading(document)

    assert read.rules() == ["file_is_json"]
    assert "it ends too early" in read.findings[0].sentence()


@pytest.mark.parametrize("document", [{}, [], {"releases": []}, {"a": 1}, "text", 5, None])
def test_a_file_without_a_release_is_stopped(reading, document):
    read = reading(document)

    assert read.findings == [faults.NO_RELEASES]


def test_a_file_without_a_table_of_releases_is_stopped():
    given = list(REGISTER.read(Source("x.csv")))

    assert given == [NO_OCID_COLUMN]


def test_only_links_and_merged_records_are_no_release_either(reading):
    linked = {"url": "https://contoh.example/1.json", "date": "2026-03-02", "tag": ["tender"]}
    bare = {"ocid": "ocds-abc123-2", "compiledRelease": {"ocid": "ocds-abc123-2"}}

    read = reading({"records": [{"ocid": "ocds-abc123-1", "releases": [linked]}, bare]})

    of_files = [one for one in read.findings if one.rule != "release_fits_the_schema"]
    assert [(finding.rule, finding.lines) for finding in of_files] == [
        ("release_is_embedded", (1,)),
        ("record_embeds_its_releases", (2,)),
        ("file_holds_releases", ()),
    ]
    assert read.rows("releases") == []


@pytest.mark.parametrize("ocid", [None, "", 5, [], {}])
def test_a_release_without_an_ocid_stops_the_file(reading, a_release, ocid):
    read = reading([a_release(), a_release(ocid=ocid)])

    [finding] = read.findings
    assert (finding.rule, finding.weight) == ("release_has_its_ocid", Weight.STOP)
    assert (finding.lines, finding.count) == ((2,), 1)
    assert lines_of(read.rows("releases")) == [1]


@pytest.mark.parametrize("thing", ["text", 5, None, [1], True])
def test_what_is_no_object_stops_the_file(reading, a_release, thing):
    read = reading(packed(thing, a_release()))

    [finding] = read.findings
    assert (finding.rule, finding.lines) == ("release_is_an_object", (1,))
    assert lines_of(read.rows("releases")) == [2]


def test_a_release_beyond_all_nesting_stops_the_file(reading, a_release):
    deep = json.dumps(a_release(x="DEEP")).replace('"DEEP"', "[" * 400 + "]" * 400)

    read = reading(deep.encode())

    assert read.rules() == ["release_can_be_held"]
    assert read.rows("releases") == []


@pytest.mark.parametrize(
    ("date", "rule"),
    [
        (None, "release_has_a_date"),
        ("", "release_has_a_date"),
        ("1-01-01", "date_names_a_moment"),
        (5, "date_names_a_moment"),
        ({}, "date_names_a_moment"),
        ("2026-03-02", "date_names_its_time_and_zone"),
        ("2026-03-02T09:00:00", "date_names_its_time_and_zone"),
    ],
)
def test_a_date_that_is_none_or_loose_is_warned_of_once(reading, a_release, date, rule):
    read = reading(a_release(date=date))

    [finding] = read.findings
    assert (finding.rule, finding.weight, finding.column) == (rule, Weight.WARN, "date")
    assert len(read.rows("releases")) == 1


@pytest.mark.parametrize(
    "fields",
    [{"tag": None}, {"tag": []}, {}],
    ids=["null", "empty", "missing"],
)
def test_a_release_that_does_not_say_what_it_tells_of_is_warned_of(reading, a_release, fields):
    sound = a_release()
    del sound["tag"]

    read = reading(sound | fields)

    assert "release_has_a_tag" in read.rules()
    assert read.rows("releases")[0]["tag"] is None


def test_an_ocid_without_a_registered_prefix_is_warned_of(reading, a_release):
    read = reading([a_release(ocid="OCDS-87SD3T-1"), a_release(ocid="10")])

    [finding] = read.findings
    assert (finding.rule, finding.count) == ("ocid_has_a_registered_prefix", 2)
    assert finding.sentence() == "OCDS-87SD3T-1 does not start as a registered prefix does."


def test_a_release_that_stands_twice_is_warned_of(reading, a_release):
    other = a_release(ocid="ocds-abc123-2")

    read = reading([a_release(), other, a_release(), a_release(id="2"), other])

    [finding] = read.findings
    assert (finding.rule, finding.lines, finding.count) == ("release_ids_differ", (3, 5), 2)
    assert finding.sentence() == "Release 1 of ocds-abc123-1 stands in the file more than once."


def test_releases_without_an_id_do_not_count_as_twice_the_same(reading, a_release):
    nameless = a_release(id=None)

    read = reading([nameless, nameless])

    assert [finding.values["pointer"] for finding in read.findings] == ["/id"]


def test_like_errors_of_the_schema_are_one_finding(reading, a_release):
    faulty = a_release(awards=[{"id": "1", "date": "x"}, {"id": "2", "date": "y"}])

    read = reading([faulty, a_release(id="2"), faulty | {"id": "3"}])

    [finding] = read.findings
    assert (finding.rule, finding.weight) == ("release_fits_the_schema", Weight.WARN)
    assert (finding.lines, finding.count) == ((1, 3), 4)
    assert finding.sentence() == "/awards/*/date holds x, which is not of the format date-time."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"id": 1}, "/id holds a JSON number; OCDS has string there."),
        ({"id": ""}, "/id is an empty text."),
        ({"buyer": {"id": None}}, "/buyer/id holds a JSON null; OCDS has integer, string there."),
        ({"tender": {}}, "/tender/id is missing."),
        (
            {"initiationType": "auction"},
            "/initiationType holds auction, which is not in the closed list of codes.",
        ),
        (
            {"parties": [{"name": "x"}] * 2},
            "The list /parties holds the same thing twice.",
        ),
    ],
)
def test_an_error_of_the_schema_is_said_in_a_sentence(reading, a_release, fields, sentence):
    read = reading(a_release(**fields))

    [finding] = read.findings
    assert finding.sentence() == sentence
    assert finding.write


def test_an_empty_list_is_said_in_a_sentence(reading, a_release):
    sentences = [finding.sentence() for finding in reading(a_release(tag=[])).findings]

    assert sentences == ["The release does not say what it tells of.", "The list /tag is empty."]


def test_an_error_without_a_sentence_of_its_own_is_still_told(monkeypatch, reading, a_release):
    monkeypatch.setattr(schema_findings, "_BY_KEYWORD", {})

    [finding] = reading(a_release(id=1)).findings

    assert finding.sentence() == "/id holds number, against the rule type: string."


def test_the_first_twenty_rows_of_a_fault_are_named(reading, a_release):
    read = reading([a_release(id=str(n), language=5) for n in range(50)])

    [finding] = read.findings
    assert finding.lines == tuple(range(1, 21))
    assert finding.count == 50


def test_a_hostile_file_does_not_make_findings_without_end(reading, a_release):
    # A language's field has a name of the publisher's choosing.
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [f"title_{a}{b}" for a in letters for b in letters][:600]
    tender = {"id": "1", **dict.fromkeys(names, 5)}

    read = reading(a_release(tender=tender))

    assert len(read.findings) == 501
    assert (read.findings[-1].rule, read.findings[-1].count) == ("faults_are_few", 100)


def test_rows_come_in_batches_and_every_table_is_in_each(reading, a_release):
    read = reading([a_release(id=str(n)) for n in range(4_500)])

    names = [one.table.name for one in read.batches]
    sizes = [one.batch.num_rows for one in read.batches if one.table.name == "releases"]
    assert names == [table.name for table in RELEASED] * 3
    assert sizes == [2_000, 2_000, 500]


def test_large_releases_make_smaller_batches(reading, a_release):
    text = "x" * 1_000_000

    read = reading([a_release(id=str(n), note=text) for n in range(6)])

    sizes = [one.batch.num_rows for one in read.batches if one.table.name == "releases"]
    assert sizes == [5, 1]


def test_a_long_value_is_cut_in_a_sentence(reading, a_release):
    [finding] = reading(a_release(date="x" * 500)).findings

    assert finding.values["date"] == "x" * 79 + "…"


def test_what_cannot_be_quoted_is_named_by_its_kind(reading, a_release):
    document = json.dumps([a_release(), "DEEP"]).replace('"DEEP"', "[" * 400 + "]" * 400)

    [finding] = reading(document.encode()).findings

    assert finding.sentence() == "Where a release belongs stands list."


def test_every_real_file_is_read_without_a_crash(shared_data):
    files = sorted((shared_data / "ocds/real-ocds-sample-data").rglob("*.*"))

    stopped: set[Path] = set()
    warned: set[Path] = set()
    rules: set[str] = set()
    rows = 0
    for path in files:
        with path.open("rb") as stream:
            for one in REGISTER.read(Source(path.name, document=stream)):
                if not isinstance(one, Finding):
                    rows += one.batch.num_rows if one.table.name == "releases" else 0
                    continue
                rules.add(one.rule)
                (stopped if one.weight is Weight.STOP else warned).add(path)

    assert (len(files), rows, len(stopped), len(warned)) == (781, 862, 26, 777)
    assert {path.parent.parent.parent.name for path in stopped if path.suffix == ".json"} == {
        "jalisco",
        "paraguay",
    }
    assert rules == {
        "code_is_in_the_open_list",
        "extension_is_at_hand",
        "field_holds_something",
        "field_is_in_the_schema",
        "field_is_in_use",
        "file_is_json",
        "ids_differ_within_a_list",
        "package_fits_the_schema",
        "release_fits_the_schema",
        "release_is_of_the_current_version",
        "ocid_has_a_registered_prefix",
        "release_is_embedded",
        "file_holds_releases",
        "date_names_its_time_and_zone",
    }


def test_a_release_of_the_old_version_is_upgraded(reading, a_release):
    old = a_release(awards=[{"id": "1", "suppliers": [{"name": "CV Jalan"}]}])
    package = {name: one for name, one in packed(old).items() if name != "version"}

    read = reading(package)

    [row] = read.rows("releases")
    assert read.rules() == ["release_is_of_the_current_version"]
    assert json.loads(row["json"])["parties"][0]["roles"] == ["supplier"]


@pytest.mark.parametrize("levels", [252, 253, 254, 255, 256])
def test_a_release_is_kept_however_deep_or_told(reading, a_release, levels):
    document = json.dumps(a_release(note="DEEP")).replace('"DEEP"', "[" * levels + "]" * levels)

    read = reading(document.encode())

    told = [one for one in read.findings if one.rule == "release_can_be_held"]
    assert len(read.rows("releases")) + sum(one.count for one in told) == 1
