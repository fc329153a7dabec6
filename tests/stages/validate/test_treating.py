"""Personal data: a stop until somebody decides, then done as decided, and shown nowhere."""

import hashlib
import hmac
import json
import secrets
import shlex
import unicodedata
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pendopo.stages.validate import Guard
from pendopo.stages.validate.masking import Domain, Mask
from pendopo.standards.identity import patterns
from pendopo.store.engine import connect
from pendopo.terms.column import Column, ForeignKey, Kind
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.personal import ORIGINAL, SAID, Decision, Fate, Treated
from pendopo.terms.report_json import report_from_json, report_to_json

KEY = bytes(range(32))
NIKS = ("3522010101900001", "3522014101910002", "3522011202850003")
COLUMNS = (Column("nik", Kind.CODE), Column("rp", Kind.INTEGER))
ROWS = [(nik, str(n)) for n, nik in enumerate(NIKS)]


def guard(scope="bansos", key=KEY, **decisions):
    return Guard(patterns("ID"), decisions, key, scope)


NOTHING = guard()


def decide(fate, reason="UU 27/2022", **more):
    return Decision(Fate(fate), reason, by="Dinas Sosial", **more)


@pytest.fixture
def hand_in(check, tmp_path):
    """Check rows of persons under decisions, in a file that holds nothing beside them."""

    def checked(columns=COLUMNS, rows=ROWS, guard=NOTHING, own=True, text="", **more):
        path = tmp_path / "t.csv"
        path.write_text(text or "\n".join(",".join(c or "" for c in row) for row in rows), "utf-8")
        return check(columns, rows, guard=guard, own=own, file=path, **more)

    return checked


def decisions(checked):
    return [f for f in checked.findings if f.rule == "personal_data_is_decided"]


def everything_said(checked):
    return json.dumps(report_to_json(checked.report), ensure_ascii=False)


def test_a_column_nobody_decided_on_stops_the_file_and_shows_nobody(hand_in):
    checked = hand_in()

    [finding] = decisions(checked)
    assert (finding.weight, finding.column, finding.count) == (Weight.STOP, "nik", 3)
    assert finding.cells == ("35" + "•" * 14,) * 3
    assert "--personal {column}=mask:REASON" in finding.write
    assert not any(nik in everything_said(checked) for nik in NIKS)


def test_a_column_that_is_declared_personal_stops_the_file_whatever_it_holds(hand_in):
    checked = hand_in((Column("x", Kind.TEXT, personal=True),), [("a",)])

    [finding] = decisions(checked)
    assert (finding.weight, finding.column) == (Weight.STOP, "x")
    assert "described as personal" in finding.message


def test_a_mask_gives_a_pseudonym_for_each_value_and_keeps_the_file_back(hand_in):
    checked = hand_in(guard=guard(nik=decide("mask")))

    masked = checked.column("nik")
    assert len(set(masked)) == 3
    assert all(len(code) == 22 and code.startswith("P-") for code in masked)
    assert checked.report.withheld
    assert checked.report.personal == (
        Treated("toys", "nik", Fate.MASK, "UU 27/2022", "Dinas Sosial", "NIK"),
    )
    [note] = decisions(checked)
    assert (note.weight, note.values["by"], note.values["reason"]) == (
        Weight.NOTE,
        "Dinas Sosial",
        "UU 27/2022",
    )


def test_a_masked_column_is_described_as_a_code_and_counted_by_no_more(hand_in):
    columns = (Column("nik", Kind.INTEGER, minimum="1", title="NIK"),)

    checked = hand_in(columns, [(nik,) for nik in NIKS], guard(nik=decide("mask")))

    [column] = checked.report.tables[0].table.columns
    assert column == Column("nik", Kind.CODE, title="NIK", personal=True)
    assert checked.type("nik") == "string"


def test_a_missing_value_has_no_pseudonym(hand_in):
    checked = hand_in(
        rows=[(NIKS[0], "1"), ("", "2"), (None, "3")], guard=guard(nik=decide("mask"))
    )

    assert checked.column("nik")[1:] == [None, None]


def test_the_same_value_has_the_same_pseudonym_in_every_release(hand_in):
    first = hand_in(guard=guard(nik=decide("mask"))).column("nik")
    second = hand_in(
        rows=[*ROWS[::-1], ("bukan nik", "9")], guard=guard(nik=decide("mask", reason="lain"))
    ).column("nik")

    assert second[:3] == first[::-1]


def test_marks_between_the_digits_make_no_other_pseudonym(hand_in):
    rows = [(NIKS[0], "1"), ("3522 0101 0190 0001", "2"), (" 352201-010190-0001 ", "3")]

    checked = hand_in(rows=rows, guard=guard(nik=decide("mask")))

    assert len(set(checked.column("nik"))) == 1


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("hp", ["081234567890", "+6281234567890", "62 812-3456-7890", "81234567890",
                "0812.3456.7890", "(0812) 3456-7890", "+62\u00a0812\u20113456\u20117890",
                "81234567890.0"]),
        ("No HP Ortu", ["081234567890", "+6281234567890", "81234567890"]),
        ("kontaknya", ["081234567890", "+6281234567890", "0812-3456-7890"]),
        ("email", ["budi@gmail.com", "Budi@Gmail.com", " BUDI@gmail.com"]),
        ("nik", [NIKS[0], "3522 0101 0190 0001", "35.22.01.010190.0001", f"{NIKS[0]}.0",
                 "352201\u2013010190\u20130001"]),
        ("npwp", ["081785545123321", "0081785545123321", "08.178.554.5-123.321"]),
        ("nip", ["196501011990031001", "19650101 199003 1 001", "19650101.199003.1.001"]),
    ],
)  # fmt: skip
def test_one_persons_number_has_one_pseudonym_however_it_is_written(hand_in, name, cells):
    columns, decided = (
        (Column(name, Kind.CODE),),
        Guard(patterns("ID"), {name: decide("mask")}, KEY),
    )

    masked = hand_in(columns, [(cell,) for cell in cells], decided).column(name)

    assert len(set(masked)) == 1


@pytest.mark.parametrize(
    ("name", "cell", "family"),
    [
        ("hp", "081234567890", "phone-id"),
        ("No HP Ortu", "081234567890", "no_hp_ortu"),
        ("nik", NIKS[0], "nik"),
        ("email", "budi@gmail.com", "email"),
        ("tgl_lhr", "1990-01-01", "tgl_lhr"),
        ("Nama Siswa", "Budi", "nama_siswa"),
        ("npwp", "081785545123321", "npwp"),
    ],
)
def test_a_value_in_its_usual_form_keeps_the_pseudonym_of_earlier_releases(
    hand_in, name, cell, family
):
    decided = Guard(patterns("ID"), {name: decide("mask")}, KEY, "bansos")

    [masked] = hand_in((Column(name, Kind.TEXT),), [(cell,)], decided, key=()).column(name)

    within = "\0".join((hand_in().report.register, "scope", "bansos", family)).encode()
    key = hmac.digest(KEY, b"pendopo/pseudonym/v1\0" + within, "sha256")
    assert masked == f"P-{hmac.new(key, cell.encode(), 'sha256').hexdigest()[:20].upper()}"


def test_another_dataset_has_other_pseudonyms_unless_a_family_joins_them(hand_in):
    def masked(scope, **more):
        return hand_in(guard=guard(scope, nik=decide("mask", **more))).column("nik")

    assert not set(masked("bansos")) & set(masked("kesehatan"))
    assert masked("bansos", family="warga") == masked("kesehatan", family="warga")
    assert masked("bansos", family="warga") != masked("bansos")


def test_columns_of_one_kind_are_joined_within_a_file_and_others_are_not(hand_in):
    columns = tuple(Column(name, Kind.CODE) for name in ("nik", "nik_istri", "kode"))
    rows = [(NIKS[0], NIKS[0], NIKS[0])]

    checked = hand_in(
        columns,
        rows,
        guard(nik=decide("mask"), nik_istri=decide("mask"), kode=decide("mask")),
    )

    assert checked.column("nik") == checked.column("nik_istri")
    assert checked.column("kode") != checked.column("nik")


def test_another_key_gives_other_pseudonyms(hand_in):
    ours = hand_in(guard=guard(nik=decide("mask"))).column("nik")
    theirs = hand_in(guard=guard(key=bytes(32), nik=decide("mask"))).column("nik")

    assert not set(ours) & set(theirs)


def test_a_mask_without_a_key_stops_the_file(hand_in):
    checked = hand_in(guard=guard(key=b"", nik=decide("mask")))

    [finding] = decisions(checked)
    assert finding.weight is Weight.STOP
    assert "no key" in finding.message


def test_a_dropped_column_is_in_no_table(hand_in):
    checked = hand_in(guard=guard(nik=decide("drop")), key=("nik",))

    table = checked.report.tables[0]
    assert [column.name for column in table.table.columns] == ["rp"]
    assert table.table.key == ()
    assert pq.read_schema(table.path).names == ["line", "rp"]
    assert checked.report.withheld


def test_rows_stand_in_an_order_that_tells_nothing_of_a_dropped_key(hand_in):
    rows = [(nik, str(n)) for n, nik in enumerate(sorted(NIKS, reverse=True))]

    checked = hand_in(rows=rows, guard=guard(nik=decide("drop")), key=("nik",))

    assert checked.column("line") == [2, 3, 4]


def test_rows_are_sorted_by_a_masked_key_as_it_is_published(hand_in):
    checked = hand_in(guard=guard(nik=decide("mask")), key=("nik",))

    assert checked.column("nik") == sorted(checked.column("nik"))
    assert checked.report.tables[0].table.key == ("nik",)


def test_the_table_that_held_the_data_is_removed_and_the_digest_is_of_what_is_published(
    hand_in, tmp_path
):
    open_ = hand_in(guard=guard(nik=decide("publish")))
    before = open_.report.tables[0].digest

    checked = hand_in(guard=guard(nik=decide("mask")))

    assert [path.name for path in tmp_path.glob("*.parquet")] == ["toys.public.parquet"]
    assert checked.report.tables[0].digest != before


def test_what_may_be_published_is_published_and_told(hand_in):
    checked = hand_in(guard=guard(nik=decide("publish")))

    assert checked.column("nik") == list(NIKS)
    assert not checked.report.withheld
    [note] = decisions(checked)
    assert (note.weight, "as it is" in note.message) == (Weight.NOTE, True)


def test_a_mask_masks_every_cell_a_companys_and_an_offices_too(hand_in):
    columns = (Column("npwp", Kind.CODE), Column("nama", Kind.TEXT), Column("email", Kind.TEXT))
    rows = [
        ("01.312.166.0-091.000", "PT Satu", "info@dinas.go.id"),
        ("08.178.554.5-123.321", "Budi", "dina.kartika@bandungkab.go.id"),
        ("66.178.554.5-123.321", "CV Dua", "x"),
    ]
    decided = guard(npwp=decide("mask"), nama=decide("publish"), email=decide("mask"))

    checked = hand_in(columns, rows, decided)

    assert all(cell.startswith("P-") for name in ("npwp", "email") for cell in checked.column(name))


def test_constraints_and_rules_are_asked_of_the_values_as_they_were(hand_in):
    columns = (Column("nik", Kind.CODE, pattern="35.*", unique=True), Column("rp", Kind.INTEGER))

    right = hand_in(columns, guard=guard(nik=decide("mask")))
    twice = hand_in(columns, [*ROWS, ROWS[0]], guard(nik=decide("mask")))

    assert not right.report.stopped
    [finding] = [f for f in twice.findings if f.rule == "cell_is_unique"]
    assert finding.lines == (2, 5)
    assert set(finding.cells) == {"35" + "•" * 14}


def test_no_finding_shows_what_is_masked_or_dropped_not_even_a_name(hand_in):
    columns = (
        Column("nik", Kind.CODE),
        Column("nama", Kind.TEXT, one_of=("Siti",)),
        Column("catatan", Kind.TEXT, pattern="x"),
    )
    rows = [(" " + NIKS[0], "Budi Santoso", f"NIK {NIKS[1]} lunas")]

    checked = hand_in(
        columns,
        rows,
        guard(nik=decide("mask"), nama=decide("drop"), catatan=decide("drop")),
        key=("nik", "nama"),
    )

    said = everything_said(checked)
    assert {f.rule for f in checked.findings} >= {"cell_is_in_the_list", "cell_matches_the_pattern"}
    assert not any(secret in said for secret in (*NIKS, "Budi Santoso"))


@pytest.mark.parametrize(
    "decided", [{"nik": "drop"}, {"nik": "mask"}, {"nik": "publish", ORIGINAL: "drop"}]
)
def test_where_something_is_hidden_no_row_is_quoted(hand_in, decided):
    row = {"words": "Siti | belum ada", "others": "Budi", "row": "7", "anything": "Siti"}
    told = [
        Finding("a_rule", Weight.WARN, "{words}", row, lines=(7,), cells=("Siti",)),
        Finding(
            "a_rule", Weight.WARN, "{found}", {"found": "belum"}, column="rp", cells=("belum",)
        ),
    ]

    checked = hand_in(guard=guard(**{n: decide(f) for n, f in decided.items()}), told=told)

    whole, cell = (f for f in checked.findings if f.rule == "a_rule")
    assert "Siti" not in everything_said(checked)
    assert "Budi" not in everything_said(checked)
    assert (whole.values["row"], whole.lines) == ("7", (7,))
    assert (cell.values["found"], cell.cells) == ("belum", ("belum",))


@pytest.mark.parametrize("decided", [{}, {"rp": "publish"}, {ORIGINAL: "drop"}])
def test_whatever_was_decided_what_a_pattern_finds_is_hidden_in_every_text(hand_in, decided):
    secrets = (NIKS[0], "081234567890", "siti@gmail.com", "0812.3456.7890", f"x_{NIKS[1]}_y")
    told = [Finding("a_rule", Weight.WARN, "{x}", {"x": s}, cells=(s,)) for s in secrets]

    checked = hand_in(guard=guard(**{n: decide(f) for n, f in decided.items()}), told=told)

    assert not any(secret in everything_said(checked) for secret in secrets)
    amounts = ("Rp 1.250.081.234.567", "5102010100010002", "info@bojonegorokab.go.id")
    told = [Finding("a_rule", Weight.WARN, "{x}", {"x": s}, cells=(s,)) for s in amounts]
    shown = everything_said(hand_in((Column("rp", Kind.INTEGER),), [("1",)], told=told))
    assert all(amount in shown for amount in amounts)


def test_cells_of_a_column_that_may_be_published_are_shown(hand_in):
    told = [Finding("a_rule", Weight.WARN, "x", {"found": NIKS[0]}, table="toys", column="nik")]

    checked = hand_in(guard=guard(nik=decide("publish")), told=told)

    assert next(f for f in checked.findings if f.rule == "a_rule").values["found"] == NIKS[0]


@pytest.mark.parametrize("name", ["No HP", "telp (1)", "wa & hp", 'hp "a"'])
def test_advice_with_such_a_name_can_be_pasted_into_a_shell(hand_in, name):
    checked = hand_in((Column(name, Kind.TEXT),), [("081234567890",)])

    [stop] = decisions(checked)
    advice = stop.write.replace("{word}", stop.values["word"])
    option = advice[advice.index('"') : advice.index(" for pseudonyms")]
    assert shlex.split(f"--personal {option}") == ["--personal", f"{name}=mask:REASON"]


def test_what_is_told_while_a_file_is_read_is_hidden_too(hand_in):
    told = [
        Finding("rows_fit", Weight.NOTE, "{found}", {"found": f"x {NIKS[0]}"}, cells=(NIKS[1],))
    ]

    checked = hand_in(guard=guard(nik=decide("mask")), told=told)

    undecided = hand_in(told=told)

    first = next(f for f in undecided.findings if f.rule == "rows_fit")
    assert first.values["found"] == "x 35" + "•" * 14
    assert first.cells == ("35" + "•" * 14,)
    masked = next(f for f in checked.findings if f.rule == "rows_fit")
    assert (masked.values["found"], masked.cells) == ("•" * 6, ("•" * 6,))


@pytest.mark.parametrize(
    ("name", "decision", "words"),
    [
        ("nkk", decide("drop"), "does not have"),
        ("nik", decide("mask", reason=" "), "gives no reason"),
    ],
)
def test_a_decision_that_cannot_be_followed_stops_the_file(hand_in, name, decision, words):
    checked = hand_in(guard=guard(**{name: decision}))

    assert checked.report.stopped
    assert any(words in finding.message for finding in decisions(checked))


def test_a_decision_carried_over_from_before_asks_for_no_column(hand_in):
    checked = hand_in(guard=guard(nkk=decide("drop", carried=True), nik=decide("mask")))

    assert not checked.report.stopped


def test_a_column_may_be_named_with_its_table(hand_in):
    checked = hand_in(guard=Guard(patterns("ID"), {"toys.nik": decide("mask")}, KEY))

    assert checked.column("nik")[0].startswith("P-")


def test_a_declared_table_keeps_a_dropped_column_empty(hand_in):
    checked = hand_in(guard=guard(nik=decide("drop")), own=False)

    assert checked.column("nik") == [None] * 3
    assert [c.name for c in checked.report.tables[0].table.columns] == ["nik", "rp"]


def test_a_declared_table_does_not_change_the_kind_of_its_columns(hand_in):
    columns = (Column("nik", Kind.INTEGER),)

    checked = hand_in(columns, [(NIKS[0],)], guard(nik=decide("mask")), own=False)

    [finding] = decisions(checked)
    assert finding.weight is Weight.STOP
    assert "cannot be masked or dropped" in finding.message


def test_keys_to_other_tables_go_with_a_hidden_column(hand_in):
    own = ForeignKey(("nik",), "", ("nik",))

    checked = hand_in(guard=guard(nik=decide("drop")), foreign=(own,), unique=(("nik", "rp"),))

    table = checked.report.tables[0].table
    assert (table.foreign, table.unique) == ((), ())


def test_what_stands_outside_the_table_stops_the_file_too(hand_in):
    footer = f"nik,rp\n{NIKS[0]},1\n\nDisusun oleh Budi, NIP 196501011990031001"

    checked = hand_in(text=footer, guard=guard(nik=decide("publish")))

    stop = next(f for f in decisions(checked) if f.weight is Weight.STOP)
    assert (stop.values["what"], stop.column) == ("NIP", "")
    assert "196501011990031001" not in everything_said(checked)


@pytest.mark.parametrize(("fate", "withheld"), [("publish", False), ("drop", True)])
def test_what_stands_outside_the_table_is_decided_on_as_the_file(hand_in, fate, withheld):
    text = "Disusun oleh NIP 196501011990031001"

    checked = hand_in(text=text, guard=guard(nik=decide("publish"), **{ORIGINAL: decide(fate)}))

    assert not checked.report.stopped
    assert checked.report.withheld is withheld


def test_a_file_that_is_kept_back_anyway_is_not_looked_through(hand_in):
    checked = hand_in(text="NIP 196501011990031001", guard=guard(nik=decide("mask")))

    assert not checked.report.stopped


def test_without_patterns_nothing_is_looked_for(hand_in):
    assert hand_in(guard=Guard()).findings == ()


def test_a_report_with_decisions_comes_through_json(hand_in):
    report = hand_in(guard=guard(nik=decide("mask"))).report

    assert report_from_json(json.loads(json.dumps(report_to_json(report)))) == report


_SPACES = "".join(map(chr, filter(lambda n: unicodedata.category(chr(n)) == "Zs", range(0x10000))))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=1))
def test_a_pseudonym_is_the_hmac_of_the_text_whatever_it_is(texts):
    key = hashlib.sha256(b"key").digest()
    with connect() as engine:
        engine.execute("create table t (x text)")
        engine.executemany("insert into t values ($1)", [[text] for text in texts])
        sql = Mask(Column("x", Kind.TEXT), key).sql(engine, 0)

        found = [row[0] for row in engine.sql(f"select {sql} from t").fetchall()]  # noqa: S608

    # What the engine trims: every space separator of Unicode.
    bare = [text.strip(_SPACES).encode() for text in texts]
    expected = [hmac.new(key, text, "sha256").hexdigest() for text in bare]
    assert found == [f"P-{digest[:20].upper()}" for digest in expected]


def test_the_key_of_a_family_depends_on_every_part_of_its_domain():
    base = Domain(KEY, "datasets", "a")
    mask, named = decide("mask"), patterns("ID")
    keys = [
        base.key_of("nik", mask, named),
        base.key_of("kode", mask, named),
        Domain(KEY, "datasets", "b").key_of("nik", mask, named),
        Domain(KEY, "villages", "a").key_of("nik", mask, named),
        Domain(secrets.token_bytes(32), "datasets", "a").key_of("nik", mask, named),
        base.key_of("nik", decide("mask", family="nik"), named),
    ]

    assert len(set(keys)) == len(keys)
    assert base.key_of("No. KTP", mask, named) == base.key_of("nik", mask, named)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Bantuan untuk Budi, NIK 3522010101900001", "NIK"),
        ("Tanya: 0812-3456-7890", "telephone number"),
        ("Aid for Jane, call +44 20 7946 0958", "telephone number"),
        ("Hubungi budi.santoso@gmail.com", "e-mail"),
    ],
)
def test_what_is_said_of_a_file_stops_it_until_it_is_decided(hand_in, text, what):
    columns, rows = (Column("rp", Kind.INTEGER),), [("1",)]
    said = {"--title": "Bantuan 2026", "--note": text}

    stopped = hand_in(columns, rows, guard=replace(NOTHING, said=said))
    decided = guard(**{SAID: decide("publish")})
    done = hand_in(columns, rows, guard=replace(decided, said=said))

    [stop] = decisions(stopped)
    assert (stop.weight, stop.values["option"], stop.values["what"]) == (
        Weight.STOP,
        "--note",
        what,
    )
    assert text not in everything_said(stopped)
    assert not done.report.stopped
    assert not done.report.withheld
    assert "Decided by Dinas Sosial: UU 27/2022" in decisions(done)[0].sentence()


@pytest.mark.parametrize(
    "text",
    ["PPID: ppid@bojonegorokab.go.id", "Anggaran 2026: Rp 1.250.000.000", "Permendagri 77/2020",
     "dinas@desa.id, (0353) 881234", "35.22.01.2001"],
)  # fmt: skip
def test_what_is_said_of_offices_and_amounts_stops_nothing(hand_in, text):
    columns, rows = (Column("rp", Kind.INTEGER),), [("1",)]

    checked = hand_in(columns, rows, guard=replace(NOTHING, said={"--description": text}))

    assert decisions(checked) == []


@pytest.mark.parametrize("more", [{"title": "Budi 081234567890"}, {"meaning": "081234567890"}])
def test_what_is_said_of_a_column_is_looked_through(hand_in, more):
    checked = hand_in((Column("rp", Kind.INTEGER, **more),), [("1",)])

    [stop] = decisions(checked)
    assert (stop.column, stop.values["what"]) == ("rp", "telephone number")


def test_a_header_is_decided_on_once(hand_in):
    columns, rows = (Column("Budi 081234567890", Kind.INTEGER),), [("1",)]
    text = "Budi 081234567890\n1\n"

    stopped = hand_in(columns, rows, text=text)
    done = hand_in(columns, rows, text=text, guard=guard(**{SAID: decide("publish")}))

    [stop] = decisions(stopped)
    assert stop.column == "Budi 08" + "•" * 10
    assert "081234567890" not in everything_said(stopped)
    assert not done.report.stopped


def test_the_columns_that_a_register_declares_are_its_own(hand_in):
    column = Column("rp", Kind.INTEGER, meaning="As 081234567890 has it")

    checked = hand_in((column,), [("1",)], own=False)

    assert decisions(checked) == []
