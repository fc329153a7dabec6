"""A report: what was read, typed and written, and what the rules say of it."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pendopo.stages.validate import Bench, validate
from pendopo.stages.validate.staged import Staged
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.register import Rows
from pendopo.terms.report_json import report_from_json, report_to_json
from pendopo.terms.rule import parse_rule

NAME, PRICE = Column("name", Kind.TEXT), Column("price", Kind.MONEY)


def rows(table, lines, *columns):
    arrays = [pa.array(lines, pa.int64()), *(pa.array(c, pa.string()) for c in columns)]
    return Rows(table, pa.record_batch(arrays, ["line", *(c.name for c in table.columns)]))


def test_rows_are_written_in_the_files_order_with_their_row_numbers(check):
    checked = check((NAME, PRICE), [("b", "2"), ("a", "1")], lines=[5, 9])

    written = pq.read_table(checked.report.tables[0].path)
    assert written.column_names == ["line", "name", "price"]
    assert written.column("line").to_pylist() == [5, 9]
    assert written.column("name").to_pylist() == ["b", "a"]
    assert str(written.schema.field("line").type) == "int64"


def test_a_table_with_a_key_is_written_in_the_keys_order(check):
    checked = check((NAME, PRICE), [("b", "2"), ("c", "3"), ("a", "1")], key=("name",))

    assert checked.column("name") == ["a", "b", "c"]
    assert checked.column("line") == [4, 2, 3]


def test_a_key_in_descending_order_of_its_second_part_is_sorted_too(check):
    checked = check((NAME, PRICE), [("a", "2"), ("a", "1")], key=("name", "price"))

    assert checked.column("line") == [3, 2]


def test_the_digest_is_that_of_the_rows_not_of_their_order(check):
    one = check((NAME, PRICE), [("b", "2"), ("a", "1")], lines=[5, 9])
    keyed = check((NAME, PRICE), [("a", "1"), ("b", "2")], lines=[9, 5], key=("name",))
    other = check((NAME, PRICE), [("b", "2"), ("a", "1.01")], lines=[5, 9])

    assert one.report.tables[0].digest == keyed.report.tables[0].digest
    assert one.report.tables[0].digest != other.report.tables[0].digest


def test_a_rule_finds_the_rows_that_it_selects(check):
    rule = parse_rule(
        "price_is_reached",
        "-- {name} costs {price}, which is nothing.\n"
        "-- weight: warn   table: toys   column: price   source: Act 1   write: Ask {name}.\n"
        "select line, name, price from toys where price = 0;",
    )

    checked = check((NAME, PRICE), [("ball", "0"), ("kite", "5"), ("top", "0")], rules=(rule,))

    finding = checked.found("price_is_reached")
    assert finding.sentence() == "ball costs 0.00, which is nothing."
    assert (finding.weight, finding.lines, finding.count) == (Weight.WARN, (2, 4), 2)
    assert (finding.table, finding.column, finding.source) == ("toys", "price", "Act 1")
    assert checked.report.rules == 1


def test_a_rule_that_nothing_breaks_says_nothing(check):
    rule = parse_rule("r", "-- Never.\n-- weight: stop\nselect line from toys where price < 0")

    checked = check((NAME, PRICE), [("ball", "0")], rules=(rule,))

    assert checked.findings == ()
    assert checked.report.rules == 1


def test_a_rule_that_cannot_be_run_stops_the_file(check):
    rule = parse_rule("r", "-- Never.\n-- weight: note\nselect line from nowhere")

    checked = check((NAME, PRICE), [("ball", "0")], rules=(rule,))

    finding = checked.found("rules_can_be_run")
    assert (finding.weight, finding.values["rule"]) == (Weight.STOP, "r")


def test_a_rule_sees_a_declared_table_that_the_file_has_no_row_of(tmp_path, toys):
    rule = parse_rule(
        "r", "-- None.\n-- weight: note\nselect 1 as line from toys having count(*)=0"
    )

    report = validate(toys.submission, toys.register, (rule,), iter(()), Bench(tmp_path))

    assert [finding.rule for finding in report.findings] == ["r"]
    assert report.tables == ()


def test_a_table_without_rows_is_written_empty(check):
    checked = check((NAME, PRICE), [])

    assert checked.report.tables[0].rows == 0
    assert checked.type("price") == "decimal128(18, 2)"


def test_findings_of_the_reader_come_first(tmp_path, toys):
    note = Finding("read", Weight.NOTE, "Read.")
    given = iter([note, rows(toys.table, [2], ["a"], ["x"])])

    report = validate(toys.submission, toys.register, (), given, Bench(tmp_path))

    assert [finding.rule for finding in report.findings] == ["read", "cell_is_money"]
    assert report.stopped


def test_several_tables_and_batches_are_kept_apart(tmp_path, toys):
    other = Table("parts", "Parts", "One row per part", (Column("code", Kind.CODE),))
    given = iter(
        [
            rows(toys.table, [2], ["a"], ["1"]),
            rows(other, [2], ["01"]),
            rows(toys.table, [3], ["b"], ["2"]),
        ]
    )

    report = validate(toys.submission, toys.register, (), given, Bench(tmp_path))

    assert [(table.table.name, table.rows) for table in report.tables] == [
        ("toys", 2),
        ("parts", 1),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parts.parquet", "toys.parquet"]


def test_progress_is_told_in_bytes_while_reading_and_in_steps_while_checking(tmp_path, toys):
    told: list[tuple[str, int, int]] = []
    given = iter([rows(toys.table, [2], ["a"], ["1"]), rows(toys.table, [3], ["b"], ["2"])])

    validate(
        toys.submission,
        toys.register,
        (),
        given,
        Bench(tmp_path, progress=lambda *step: told.append(step)),
    )

    read = [done for stage, done, total in told if stage == "read"]
    assert read == sorted(read)
    assert 0 < read[-1] <= toys.submission.size
    assert [step for step in told if step[0] == "check"][-1] == ("check", 2, 2)


def test_a_reader_that_gives_other_columns_than_declared_is_an_error(tmp_path, toys):
    wrong = Rows(toys.table, pa.record_batch([pa.array([2])], ["line"]))

    with pytest.raises(ValueError, match=r"table toys: .* write \['line', 'name', 'price'\]"):
        validate(toys.submission, toys.register, (), iter([wrong]), Bench(tmp_path))


def test_a_row_lost_on_the_way_stops_the_file(tmp_path, toys, monkeypatch):
    add = Staged.add

    def add_and_miscount(staged, batch):
        add(staged, batch)
        staged.held.rows += 1

    monkeypatch.setattr(Staged, "add", add_and_miscount)

    report = validate(
        toys.submission,
        toys.register,
        (),
        iter([rows(toys.table, [2], ["a"], ["1"])]),
        Bench(tmp_path),
    )

    [finding] = report.findings
    assert (finding.rule, finding.weight) == ("rows_are_kept", Weight.STOP)


def test_names_with_quotes_and_reserved_words_are_only_names(check):
    columns = (Column('a "b"', Kind.INTEGER, required=True), Column("select", Kind.DATE))

    checked = check(columns, [("1", "2026-03-01"), ("x", "'")], key=('a "b"',))

    assert [(f.rule, f.column) for f in checked.findings] == [
        ("cell_is_integer", 'a "b"'),
        ("cell_is_date", "select"),
    ]


def test_a_report_is_the_same_after_its_way_as_json(check):
    column = Column("x", Kind.INTEGER, one_of=("1",), missing=("", "-"), title="X")

    report = check((column, NAME), [("1", "a"), ("2", "b")], key=("x",)).report

    assert report_from_json(report_to_json(report)) == report


def test_a_rule_sees_the_text_as_it_was_found_and_the_typed_rows(check):
    rule = parse_rule(
        "amount_is_written_out",
        "-- {price} is Excel's short form.\n-- weight: stop column: price\n"
        "select found.line, found.price from as_found.toys as found"
        " left join toys on toys.line = found.line"
        " where found.price like '%E+%' and toys.price is null",
    )

    checked = check((Column("price", Kind.MONEY),), [("5.36E+11",), ("12",)], rules=(rule,))

    finding = checked.found("amount_is_written_out")
    assert (finding.lines, finding.cells) == ((2,), ("5.36E+11",))
    assert not list(Path(checked.report.tables[0].path).parent.glob("*.arrow"))


def test_a_rule_finds_the_text_of_a_table_that_has_no_row(check):
    rule = parse_rule(
        "always", "-- Never.\n-- weight: stop\nselect line from as_found.toys where price = ''"
    )

    checked = check((Column("price", Kind.MONEY),), [], rules=(rule,))

    assert checked.findings == ()
