"""Nothing silently wrong: what is read of a dirty workbook is what it means, or it is told."""

import pytest

from pendopo.stages.intake import open_source, receive, recognise
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.reading import Reading
from tests.corpus.workbooks.dirty import all_of_them
from tests.corpus.workbooks.write import book

DIRTY = {one.name: one for one in all_of_them()}


@pytest.fixture
def read(tmp_path):
    """Read a file as the register of datasets does: its first table, and what is doubtful."""

    def taken(content, name):
        path = tmp_path / name
        path.write_bytes(content)
        submission = receive(path, "statistics office", "2026-03-01T08:00:00Z")
        form = recognise(submission, ("csv", "xlsx", "ods", "xls"))
        assert not isinstance(form, Finding), form
        findings: list[Finding] = []
        source = open_source(submission, form, Reading(), findings.append)
        if source is None:
            return [], findings
        table = [list(source.sheets[0].header)]
        for batch in source.sheets[0].batches:
            table += [list(row.values())[1:] for row in batch.to_pylist()]
        told = [f for f in findings if f.weight is not Weight.NOTE]
        if len(source.sheets) > 1:
            # The register tells of the tables that it does not read.
            told.append(Finding("workbook_has_one_table", Weight.WARN, ""))
        return table, told

    return taken


@pytest.mark.parametrize("name", DIRTY)
def test_a_dirty_workbook_is_read_as_it_means_or_told(read, name):
    dirty = DIRTY[name]

    table, told = read(dirty.content, dirty.file)

    assert {finding.rule for finding in told} == dirty.told
    if dirty.meant:
        assert table == dirty.meant
        assert not any(finding.weight is Weight.STOP for finding in told)
    else:
        assert any(finding.weight is Weight.STOP for finding in told)


# A heading among the rows is told without the merged cell too.
CLEAN = [n for n, one in DIRTY.items() if one.meant and "rows_stand_alone" not in one.told]


@pytest.mark.parametrize("name", CLEAN)
def test_nothing_is_doubtful_of_the_clean_twin(read, name):
    meant = DIRTY[name].meant

    table, told = read(book(*([text or None for text in row] for row in meant)), "table.xlsx")

    assert table == meant
    assert told == []


def test_every_finding_about_cells_names_the_sheet_and_the_cell(read):
    named = {"cells_have_no_error": "D2", "numbers_are_numbers": "D3", "dates_are_days": "C2"}
    for name in ("errors", "amounts as text with points", "a day below zero"):
        _, told = read(DIRTY[name].content, "table.xlsx")

        [finding] = told
        assert finding.values["sheet"] == "Data"
        assert finding.values["cells"].startswith(named[finding.rule])
        assert len(finding.cells) == len(finding.lines)
        assert finding.write


def test_the_corpus_is_as_large_as_it_says():
    assert len(DIRTY) == len(all_of_them()) >= 40
