"""A citation names who, what, when and where for good, in words, BibTeX and RIS."""

import re
from datetime import timedelta
from html import unescape

import pytest

from pendopo.portal.citing import Citation
from pendopo.programme.checking import Request
from pendopo.terms.journey import Declaration
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, releases, settings

CITATION = Citation(
    publisher="Dinas {Jalan} & Air",
    title="50% of “roads”\nin A_B \\ C~D^E #1 $",
    day="2026-11-19",
    entry=2,
    address="https://contoh.example/at/8/en/x/",
    place="contoh.example/log, checkpoint 8",
    key="contoh-example-log-2",
)


def test_bibtex_escapes_what_tex_would_understand():
    text = CITATION.bibtex

    assert text.startswith("@misc{contoh-example-log-2,\n")
    assert r"author = {{Dinas \{Jalan\} \& Air}}" in text
    assert r"title = {{50\% of “roads” in A\_B \textbackslash{} C\textasciitilde{}D" in text
    assert "year = {2026},\n  month = {11}," in text
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")


def test_ris_has_one_line_a_field_and_an_end():
    lines = CITATION.ris.splitlines()

    assert lines[0] == "TY  - DATA"
    assert lines[-1] == "ER  - "
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert "DA  - 2026/11/19" in lines
    assert "TI  - 50% of “roads” in A_B \\ C~D^E #1 $" in lines


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            "/en/registers/datasets/roads/",
            "Dinas Kominfo, “Roads mended in 2026”, 19 November 2026",
        ),
        ("/en/registers/datasets/roads/2.4/", "“R002, Roads mended in 2026”"),
        ("/en/publications/{new}/", "“Roads mended in 2026, corrected”, 19 November 2026, entry 2"),
        ("/id/publications/{new}/", "19 November 2026, entri 2"),
    ],
)
def test_pages_are_cited_at_their_address_for_good(read, ids, page, said):
    address = page.format(new=ids[1])
    text = " ".join(unescape(read(address).body.decode()).split())

    assert said in text
    assert f"UR - http://127.0.0.1/at/8{address}" in text
    assert read(f"/at/8{address}").status == 200


def test_what_several_publications_made_is_the_governments(fresh, tmp_path):
    file = tmp_path / "more.json"
    file.write_text(releases().replace("ocds-abc123-", "ocds-abc123-9"), "utf-8")
    said = Declaration(title="More contracts", publisher="Dinas Lain")
    fresh.publish([Request(file, "contracts", FIRST + timedelta(hours=99), said)])

    page = unescape(reader(fresh)("/en/registers/contracts/processes/").body.decode())

    assert "Dinas Kominfo, “Contracting processes”" in page
    assert "Dinas Lain, “Contracting processes”" not in page


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (
            "data@contoh.example",
            "%20of%20Kabupaten%20Contoh&body=The%20page%3A%20http%3A%2F%2F127.0.0.1%2Fat%2F8%2Fen%2F",
        ),
        ("https://contoh.example/contact", 'href="https://contoh.example/contact"'),
        ("", "This site names no contact."),
    ],
)
def test_an_error_is_reported_to_whom_the_government_names(fresh, contact, expected):
    (fresh.root / "pendopo.toml").write_text(settings(contact=contact), "utf-8")
    read = reader(type(fresh).open(fresh.root))

    assert expected in unescape(read("/en/verify/").body.decode())
