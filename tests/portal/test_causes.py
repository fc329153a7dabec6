"""Findings on a page: one cause once, with each cell as it was found."""

from html import unescape

import pytest

from pendopo.portal.causes import causes
from pendopo.terms.finding import Finding, Weight
from tests.portal.conftest import reader
from tests.portal.hall import publish_table


def finding(column="cost", lines=(4,), cells=("26,44",), count=1, **said):
    facts = {
        "rule": "a_rule",
        "weight": Weight.WARN,
        "message": "Column {column} holds {found}.",
        "values": {"column": column, "found": "26,44"},
    }
    return Finding(column=column, lines=lines, cells=cells, count=count, **(facts | said))


def words(answer) -> str:
    return " ".join(unescape(answer.body.decode()).split())


def test_one_fault_of_three_columns_is_told_once_and_names_them():
    [one] = causes([finding("a", count=7), finding("b", count=5), finding("c")])

    assert one.finding.sentence() == "Column a, b, c holds 26,44."
    assert [(cell.column, cell.line) for cell in one.cells] == [("a", 4), ("b", 4), ("c", 4)]
    assert (one.count, one.more) == (13, 10)


def test_two_columns_stay_two():
    assert len(causes([finding("a"), finding("b")])) == 2


def test_of_many_columns_the_first_are_named():
    [one] = causes([finding(f"c{number}") for number in range(40)])

    assert one.finding.sentence().startswith("Column c0, c1, ")
    assert "c11 and 28 more holds" in one.finding.sentence()


def test_the_gravest_comes_first():
    found = causes([finding(weight=Weight.NOTE), finding(), finding(weight=Weight.STOP)])

    assert [one.finding.weight for one in found] == [Weight.STOP, Weight.WARN, Weight.NOTE]


def test_one_fault_of_a_row_that_became_several_is_told_once():
    [one] = causes([finding(lines=(3, 3, 4), cells=("x", "x", "y"), count=3)])

    assert [(cell.line, cell.text) for cell in one.cells] == [(3, "x"), (4, "y")]
    assert one.more == 0


@pytest.mark.parametrize(
    "write", ["Say which: --header {row}.", "Fill in the template (pendopo template)."]
)
def test_what_is_written_at_the_shell_is_not_told_to_readers(write):
    [one] = causes([finding(write=write)])

    assert one.finding.write == ""


def test_what_is_to_be_mended_is_told_to_readers():
    [one] = causes([finding(write="Take it out if it is a total: it counts twice.")])

    assert one.finding.write.startswith("Take it out")


def test_a_page_of_a_file_with_a_title_above_its_header_names_no_option(fresh, tmp_path):
    text = "Roads of the year,,\nid,cost,km\nR1,26,1\nR2,27,2\nR3,28,3\n"
    publish_table(fresh, tmp_path / "f.csv", text, 99, dataset="f", title="F")

    page = words(reader(fresh)(f"/en/publications/{fresh.state().publications[-1].id}/"))

    assert "taken for the header" in page
    assert "--header" not in page


def test_a_finding_without_cells_has_none_to_show():
    [one] = causes([finding(column="", lines=(3, 4), cells=(), count=2)])

    assert one.cells == ()


def test_what_cannot_be_seen_is_written_by_its_number():
    [one] = causes([finding(cells=("Budi\u200b",))])

    assert one.cells[0].text == "Budi[U+200B]"


def test_a_publication_shows_the_cells_as_they_were_found(fresh, tmp_path):
    rows = "".join(f"V{i};{'(' + str(i) + ')' if i % 6 == 0 else i * 3}\n" for i in range(60))
    publish_table(fresh, tmp_path / "f.csv", f"village;spent\n{rows}", 99, dataset="f", title="F")
    published = fresh.state().publications[-1].id

    text = words(reader(fresh)(f"/en/publications/{published}/"))

    assert "5 of 10 cells, as they were found." in text
    assert '<th scope="row">8</th> <td><bdi class="finding__cell">(6)</bdi></td>' in text
    assert "To mend it: Write them like the others" in text


def test_of_very_many_findings_the_first_are_open(fresh, tmp_path):
    heads = ";".join(f"c{i}" for i in range(24))
    kinds = ("(1)", " 1", "Desa\u00a0A")
    rows = [";".join(kinds[i % 3] if r == 5 else str(i * r) for i in range(24)) for r in range(9)]
    text = "\n".join([heads, *rows]) + "\n"
    publish_table(fresh, tmp_path / "f.csv", text, 99, dataset="f", title="F")
    publication = fresh.state().publications[-1]
    facts = fresh.metadata(publication)

    told = causes(facts.findings)
    page = reader(fresh)(f"/en/publications/{publication.id}/").body.decode()

    assert len(told) < len(facts.findings)
    assert page.count('<li class="finding ') == len(told)
