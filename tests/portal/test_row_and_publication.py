"""A figure is followed to its publication, file and row; a publication to its bytes."""

import json
import re
import subprocess
import sys
from html import unescape


def words(answer) -> str:
    return " ".join(unescape(answer.body.decode()).split())


def test_a_row_says_every_column_with_its_meaning_and_where_it_comes_from(read, ids):
    answer = read("/en/registers/datasets/roads/2.4/")
    text = words(answer)

    assert "<h1>R002</h1>" in text
    assert "What was paid." in text
    assert "roads.csv" in text
    assert f'href="/en/publications/{ids[1]}/"' in answer.body.decode()
    assert "for this row" not in text
    assert "not described by its publisher" in text


def test_a_row_says_what_it_said_before(read):
    text = words(read("/en/registers/datasets/roads/2.4/"))

    assert "<del>2,500,000.50</del> <ins>7.25</ins>" in text


def test_a_row_that_is_new_was_not_there_before(read):
    assert "It was not there." in words(read("/en/registers/datasets/roads/2.62/"))


def test_a_row_that_did_not_change_said_the_same(read):
    assert "It said the same." in words(read("/en/registers/datasets/roads/2.3/"))


def test_a_row_of_the_first_version_has_no_past(read):
    assert "There is no earlier version." in words(read("/at/2/en/registers/datasets/roads/1.4/"))


def test_a_folded_row_is_named_by_its_key(read):
    text = words(read("/en/registers/contracts/contracts/ocds-abc123-2~C1/"))

    assert "<h1>ocds-abc123-2, C1</h1>" in text
    assert "put together from several releases or rows" in text


def test_a_publication_says_what_changed_since_the_version_before(read, ids):
    text = words(read(f"/en/publications/{ids[1]}/"))

    assert "1 cell changed." in text
    assert "1 row new," in text
    assert "<del>2,500,000.50</del>" in text
    assert "<ins>7.25</ins>" in text
    assert "This is version 2 of 2." in text


def test_a_replaced_publication_stays_and_says_what_replaced_it(read, ids):
    answer = read(f"/en/publications/{ids[0]}/")

    assert "A later version took its place in entry 2." in words(answer)
    assert f'href="/en/publications/{ids[1]}/">Go to the newest' in answer.body.decode()


def test_a_replaced_publication_leads_to_its_rows_as_they_were(read, ids):
    text = read(f"/en/publications/{ids[0]}/").body.decode()

    assert 'href="/at/2/en/registers/datasets/roads/"' in text
    assert 'href="/at/2/en/registers/datasets/roads/"' in (
        read(f"/at/3/en/publications/{ids[0]}/").body.decode()
    )


def test_a_publication_offers_its_rows_in_every_form(read, ids):
    new, old = (read(f"/en/publications/{ids[i]}/").body.decode() for i in (1, 0))

    for form in ("csv", "json", "parquet", "xlsx"):
        assert f'href="/data/datasets/roads.{form}"' in new
        address = f"/at/2/data/datasets/roads.{form}"
        assert f'href="{address}"' in old
        assert read(address).status == 200


def test_a_finding_says_what_to_do(read, ids):
    text = words(read(f"/en/publications/{ids[2]}/"))

    assert "No Table Schema came with the file" in text
    assert "To mend it: Hand in a Table Schema" in text


def test_the_original_file_is_the_one_that_was_handed_in(read, ids):
    text = read(f"/en/publications/{ids[0]}/").body.decode()
    found = re.search(r'href="(/objects/[^"]+)"\s+download="roads.csv"', text)

    assert found is not None
    assert read(found[1]).body.startswith(b"road,place,method")


def test_the_commands_of_a_publication_work_as_printed(read, ids, tmp_path):
    """curl is played by the application itself; the Python between the lines is run as it is."""
    text = unescape(read(f"/en/publications/{ids[1]}/").body.decode())
    fetched = re.findall(
        r"^.*curl (?:-O|-o (\S+)) http://127\.0\.0\.1(\S+?)(?:</code>.*)?$", text, re.MULTILINE
    )
    script = re.search(r"python3 - <<'END'\n(.*?)\nEND", text, re.DOTALL)
    assert script is not None
    for name, path in fetched:
        (tmp_path / (name or path.rsplit("/", 1)[1])).write_bytes(read(path).body)

    def run() -> str:
        return subprocess.run(
            [sys.executable, "-c", script[1]],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert len(fetched) == 3
    assert run().startswith("the file is the one in the entry: ")
    (tmp_path / "original.csv").write_text("changed")
    assert run() == "the file is NOT the one in the entry\n"


def test_a_publication_offers_its_receipt(read, ids):
    answer = read(f"/pub/{ids[0]}/receipt.tlog-proof")

    assert answer.body.startswith(b"c2sp.org/tlog-proof@v1\n")
    assert json.loads(read(f"/pub/{ids[0]}/entry.json").body)["id"] == ids[0]


def test_the_log_names_every_act_and_its_note_is_the_checkpoint(read, hall):
    answer = read("/en/log/")
    text = words(answer)

    assert "Heartbeat: nothing new that day" in text
    assert "Measurement" in text
    assert (
        unescape(answer.body.decode()).count(hall.checkpoint().note.strip().splitlines()[-1]) == 1
    )
    assert 'id="entry-1"' in answer.body.decode()


def test_the_home_page_counts_what_is_there_and_links_each_number(read):
    answer = read("/en/")
    text = words(answer)

    assert '<b class="numbers__n">4</b>' in text
    assert "What share of competitive tenders had a single bidder?" in text
    assert "50 <small>of 100</small>" in text
    assert answer.body.decode().count('class="proof"') == 4
    assert answer.body.decode().count('class="source"') >= 3
