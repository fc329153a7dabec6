"""What the pages tell a reader to type works against the running site, as printed."""

import csv
import re
import shutil
import subprocess
import sys
from html import unescape

import duckdb
import pytest

# The table that the pages take for an example: the first, budget lines in two phases.
ROWS = 14
SHOWN = 10  # of them, by the lines for DuckDB


def printed(page: str, site: str, label: str, browser) -> str:
    """The text of the block with that label, as a browser shows it."""
    opened = browser.new_page()
    opened.goto(site + page)
    text = opened.get_by_label(label, exact=True).first.text_content()
    opened.close()
    return unescape(text or "")


def run(command: list[str], folder) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_python_lines_read_the_table(browser, site, tmp_path):
    script = printed("/en/downloads/", site, "Python", browser)

    assert f"{ROWS} ['entry', 'line', 'year'" in run([sys.executable, "-c", script], tmp_path)


def test_the_duckdb_lines_read_the_table(browser, site, tmp_path):
    lines = printed("/en/downloads/", site, "DuckDB", browser)
    script = printed("/en/downloads/", site, "Python", browser)
    run([sys.executable, "-c", script], tmp_path)
    query = re.search(r'duckdb -c "(.*)"', lines)
    assert query is not None

    rows = duckdb.sql(query[1].replace("from '", f"from '{tmp_path}/")).fetchall()

    assert len(rows) == SHOWN


def test_the_commands_of_a_publication_prove_its_file(browser, site, hall, tmp_path):
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed; on Debian: apt-get install curl")
    page = f"/en/publications/{hall.state().publications[1].id}/"
    fetch = printed(page, site, "Commands to download", browser)
    compute = printed(page, site, "Commands to compute", browser)

    said = run(["bash", "-c", f"set -e\n{fetch}\n{compute}"], tmp_path)

    assert said.startswith("the file is the one in the entry: ")


def test_the_whole_site_verifies_over_http(browser, site, tmp_path):
    command = printed("/en/verify/", site, "Command", browser)
    assert command == f"pendopo verify {site}/"

    said = run([sys.executable, "-m", "pendopo", "verify", f"{site}/"], tmp_path)

    assert "Everything that was checked is as it was signed." in said


def test_the_lines_for_developers_read_the_table(browser, site, tmp_path):
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed; on Debian: apt-get install curl")
    page = "/en/developers/"
    run(["bash", "-ec", printed(page, site, "curl", browser)], tmp_path)
    lines = printed(page, site, "DuckDB", browser)
    run(["bash", "-ec", lines.splitlines()[0]], tmp_path)
    query = re.search(r'duckdb -c "(.*)"', lines)
    assert query is not None

    found = duckdb.sql(query[1].replace("from '", f"from '{tmp_path}/"))

    assert found.columns[:3] == ["entry", "line", "year"]
    assert len(found.fetchall()) == SHOWN
    assert (tmp_path / "lines.csv").read_text().startswith("entry,line,year")


def test_the_addresses_for_developers_answer(browser, site, tmp_path):
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed; on Debian: apt-get install curl")
    page = "/en/developers/"

    as_json = run(["bash", "-ec", printed(page, site, "This page as JSON", browser)], tmp_path)
    feed = run(["bash", "-ec", printed(page, site, "The feed of everything", browser)], tmp_path)

    assert '"catalogue"' in as_json
    assert "<feed xmlns=" in feed


def test_the_lines_for_pandas_read_the_table(browser, site, tmp_path):
    pytest.importorskip("pandas", reason="pandas is not installed")
    script = printed("/en/developers/", site, "pandas", browser)

    assert run([sys.executable, "-c", script], tmp_path).startswith(f"({ROWS}, ")


def test_the_lines_for_r_read_the_table(browser, site, tmp_path):
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed; on Debian: apt-get install r-base-core")
    script = printed("/en/downloads/", site, "R", browser)

    said = run(["Rscript", "-e", script], tmp_path)

    assert said.startswith(f"'data.frame':\t{ROWS} obs. of")
    assert " $ phase " in said


@pytest.mark.timeout(180)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_calc_opens_the_table_from_its_address(browser, site, tmp_path, form):
    """Calc opens the address itself, as it does for a link to external data."""
    if shutil.which("soffice") is None:
        pytest.skip("Calc is not installed; on Debian: apt-get install libreoffice-calc-nogui")
    address = printed("/en/downloads/", site, "LibreOffice Calc", browser)
    asked = f"{address.removesuffix('.csv')}.{form}"

    run(
        [
            *("soffice", "--headless", f"-env:UserInstallation={tmp_path.as_uri()}/profile"),
            *(
                "--convert-to",
                "csv:Text - txt - csv (StarCalc):44,34,76",
                "--outdir",
                "read",
                asked,
            ),
        ],
        tmp_path,
    )

    with (tmp_path / "read" / "lines.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == ROWS
    assert {row["label"] for row in rows} >= {"Belanja Modal, Gedung", "Pajak Daerah"}
    assert {row["phase"] for row in rows} == {"approved", "executed"}
