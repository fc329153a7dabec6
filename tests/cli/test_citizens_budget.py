"""``pendopo citizens-budget``: what it writes, and what it asks for when it cannot choose."""

import pytest

pytestmark = pytest.mark.xdist_group("budgeting")


@pytest.fixture
def print_budget(run, budgeting, tmp_path):
    def print_budget(*words):
        return run("--home", budgeting.root, "citizens-budget", "--out", tmp_path / "out", *words)

    return print_budget


def test_it_writes_the_newest_year_in_each_language_with_the_sites_address(print_budget, tmp_path):
    result = print_budget("--address", "https://data.example")

    assert result.exit_code == 0, result.output
    written = sorted(one.name for one in (tmp_path / "out").iterdir())
    assert written == ["budget-99.01-2024-en.pdf", "budget-99.01-2024-id.pdf"]
    assert b"https://data.example/at/" in (tmp_path / "out" / written[0]).read_bytes()


def test_a_year_that_is_not_published_is_told_with_those_that_are(print_budget):
    result = print_budget("--year", "1999")

    assert result.exit_code == 2
    assert "--publisher 99.01 --year 2024, --publisher 99.01 --year 2023" in result.output


def test_a_record_without_budgets_says_what_to_publish(run, home, tmp_path):  # noqa: ARG001
    result = run("citizens-budget", "--out", tmp_path / "out")

    assert result.exit_code == 2
    assert "register budgets" in result.output
